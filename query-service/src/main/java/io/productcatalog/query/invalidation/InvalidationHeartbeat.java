package io.productcatalog.query.invalidation;

import java.time.Duration;

/** Whether this replica has heard of all that the projections had stored a second ago. */
public class InvalidationHeartbeat {

    /** What is served from memory may be a second old, of which it has to be written and sent. */
    static final Duration LIMIT = Duration.ofMillis(900);

    private volatile long complete = System.nanoTime() - LIMIT.toNanos();

    /** Without this nothing may be served from memory. */
    public boolean isCurrent() {
        return System.nanoTime() - complete < LIMIT.toNanos();
    }

    /** @param nanos all that was stored before this time, by {@link System#nanoTime}, has been heard of */
    void isComplete(long nanos) {
        complete = nanos;
    }
}
