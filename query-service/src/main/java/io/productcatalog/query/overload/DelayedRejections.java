package io.productcatalog.query.overload;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/**
 * Keeps refusals back for a while. Whoever is refused at once comes again at once, and refusing costs as much as a good part of an
 * answer: held back, a connection asks only so often.
 */
final class DelayedRejections {

    private final Duration time;
    private final int max;
    private final AtomicInteger count = new AtomicInteger();

    /** @param max so many at the same time; those above go out at once, since each takes memory */
    DelayedRejections(Duration time, int max) {
        this.time = time;
        this.max = max;
    }

    Mono<Void> hold(Mono<Void> refusal) {
        return Mono.defer(() -> {
            if (count.incrementAndGet() > max) {
                count.decrementAndGet();
                return refusal;
            }
            return Mono.delay(time).doFinally(_ -> count.decrementAndGet()).then(refusal);
        });
    }
}
