package io.productcatalog.query.overload;

import io.micrometer.core.instrument.Counter;
import io.productcatalog.query.http.HttpAnswer;
import io.productcatalog.query.http.Problem;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import reactor.core.publisher.Mono;

/**
 * The refusals of requests without a permit, which are delayed. A client that is refused at once retries at once, and a
 * refusal costs a good part of an answer. The delay limits the rate of retries of each connection.
 */
public final class DelayedRejections {

    /** Without the path of the request, so that all refusals share it. */
    static final HttpAnswer ANSWER = HttpAnswer.problem(Problem.overloaded(), null);

    private final Duration delay;
    private final int max;
    private final Counter refused;
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * @param max the number of refusals that may be delayed at the same time, which bounds their memory; others are
     *     sent at once
     */
    DelayedRejections(Duration delay, int max, Counter refused) {
        this.delay = delay;
        this.max = max;
        this.refused = refused;
    }

    /** Refuses a request: the answer 503, after the delay. */
    public Mono<HttpAnswer> refuse() {
        return Mono.defer(() -> {
            refused.increment();
            if (waiting.incrementAndGet() > max) {
                waiting.decrementAndGet();
                return Mono.just(ANSWER);
            }
            return Mono.delay(delay).doFinally(_ -> waiting.decrementAndGet()).map(_ -> ANSWER);
        });
    }
}
