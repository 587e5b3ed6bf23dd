package io.productcatalog.query.overload;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/**
 * Delays refusals. A client that is refused at once retries at once, and a refusal costs a good part of an answer. The
 * delay limits the rate of retries of each connection.
 */
final class DelayedRejections {

    private final Duration delay;
    private final int max;
    private final AtomicInteger count = new AtomicInteger();

    /**
     * @param max the number of refusals that may be delayed at the same time, which bounds their memory; others are
     *     sent at once
     */
    DelayedRejections(Duration delay, int max) {
        this.delay = delay;
        this.max = max;
    }

    Mono<Void> delay(Mono<Void> refusal) {
        return Mono.defer(() -> {
            if (count.incrementAndGet() > max) {
                count.decrementAndGet();
                return refusal;
            }
            return Mono.delay(delay).doFinally(_ -> count.decrementAndGet()).then(refusal);
        });
    }
}
