package io.productcatalog.query.overload;

import java.util.concurrent.atomic.AtomicBoolean;
import reactor.core.publisher.Mono;

/** One that counts until it leaves, which it does once, whatever ends it. */
public final class Permit {

    private final ConcurrencyLimiter all;
    private final long begin = System.nanoTime();
    private final AtomicBoolean left = new AtomicBoolean();

    Permit(ConcurrencyLimiter all) {
        this.all = all;
    }

    /**
     * The same read for a request that waits and reads again when nothing is found. From then on the request is not in flight:
     * waiting takes no capacity, and says nothing about how long answers take.
     */
    public static <T> Mono<T> untilItWaits(Mono<T> read) {
        return read.switchIfEmpty(Mono.deferContextual(context -> {
            context.<Permit>getOrEmpty(Permit.class).ifPresent(Permit::leave);
            return Mono.empty();
        }));
    }

    /** @param failed because what the answer needed did not answer in time */
    void answered(boolean failed) {
        if (left.compareAndSet(false, true)) {
            all.left();
            all.answered(begin, System.nanoTime() - begin, failed);
        }
    }

    /** Without an answer that tells how much the service can do. */
    void leave() {
        if (left.compareAndSet(false, true)) {
            all.left();
        }
    }
}
