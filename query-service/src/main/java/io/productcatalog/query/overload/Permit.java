package io.productcatalog.query.overload;

import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;

/** A permit for one request. Released exactly once, however the request ends. */
public final class Permit {

    private final ConcurrencyLimiter limiter;
    private final long start = System.nanoTime();
    private final AtomicBoolean released = new AtomicBoolean();

    Permit(ConcurrencyLimiter limiter) {
        this.limiter = limiter;
    }

    /**
     * Adds to a read that the permit is released when the result is empty, because the request then waits and reads
     * again. Waiting takes no capacity, and its duration is no latency.
     */
    public static <T> Mono<T> releaseBeforeWaiting(Mono<T> read) {
        return read.switchIfEmpty(releaseCurrent());
    }

    /** Releases the permit of the current request without a sample. */
    static <T> Mono<T> releaseCurrent() {
        return Mono.deferContextual(context -> {
            context.<Permit>getOrEmpty(Permit.class).ifPresent(Permit::release);
            return Mono.empty();
        });
    }

    /** A read that holds the permit until its result is there, and takes its latency as a sample. */
    public <T> Mono<T> during(Mono<T> read) {
        return read.doOnSuccess(_ -> complete(false))
                .doOnError(_ -> complete(true))
                .doFinally(_ -> release());
    }

    /**
     * Releases the permit and takes the latency as a sample.
     *
     * @param dropped whether the database did not answer in time
     */
    void complete(boolean dropped) {
        if (released.compareAndSet(false, true)) {
            limiter.release();
            limiter.sample(start, System.nanoTime() - start, dropped);
        }
    }

    /** Releases the permit without a sample, if it is not released yet. */
    void release() {
        if (released.compareAndSet(false, true)) {
            limiter.release();
        }
    }
}
