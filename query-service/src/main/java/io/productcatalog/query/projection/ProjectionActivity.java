package io.productcatalog.query.projection;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A count of the steps that the projection has taken, and the thread that took the last one. A step is a call that has
 * ended: a record read, a statement executed, dead letters acknowledged, an attempt that has failed. A projection that
 * takes no step is idle or hangs.
 */
class ProjectionActivity {

    private final AtomicLong steps = new AtomicLong();
    private volatile @Nullable Thread thread;

    /** Counts a step of the calling thread. */
    void step() {
        thread = Thread.currentThread();
        steps.incrementAndGet();
    }

    long steps() {
        return steps.get();
    }

    /** The thread that took the last step; null before the first one. */
    @Nullable
    Thread thread() {
        return thread;
    }
}
