package io.productcatalog.query.invalidation;

import java.time.Duration;

/**
 * The age of the last moment at which this replica had received every invalidation. Caches are used only while it is
 * current.
 */
public class InvalidationHeartbeat {

    /** A cached answer may be one second old. The rest of the second is for writing and sending it. */
    static final Duration MAX_AGE = Duration.ofMillis(900);

    private volatile long completeAt = System.nanoTime() - MAX_AGE.toNanos();

    /** Whether a cache may be used now. */
    public boolean isCurrent() {
        return System.nanoTime() - completeAt < MAX_AGE.toNanos();
    }

    /**
     * @param nanos by {@link System#nanoTime}; every invalidation of a transaction committed before it has been
     *     received
     */
    void completeAt(long nanos) {
        completeAt = nanos;
    }
}
