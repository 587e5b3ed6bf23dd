package io.productcatalog.cluster;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;

/**
 * A client that repeats a request that is refused with 503 and {@code Retry-After}, after the time in this header, for
 * up to three minutes. Every other answer is final.
 */
public final class PatientClient {

    private static final Duration RETRY_TIMEOUT = Duration.ofMinutes(3);

    private final AtomicLong refusals = new AtomicLong();

    /** Returns the final answer, or a failure after three minutes of refusals. */
    public Mono<Answer> send(Mono<Answer> request) {
        return Mono.defer(() -> send(request, System.nanoTime() + RETRY_TIMEOUT.toNanos()));
    }

    private Mono<Answer> send(Mono<Answer> request, long deadline) {
        return request.flatMap(answer -> {
            if (!answer.isRefusal()) {
                return Mono.just(answer);
            }
            refusals.incrementAndGet();
            Duration wait =
                    Duration.ofSeconds(Long.parseLong(answer.retryAfter().orElseThrow()));
            return System.nanoTime() < deadline
                    ? Mono.delay(wait).then(send(request, deadline))
                    : Mono.just(answer.asFailure("refused for " + RETRY_TIMEOUT));
        });
    }

    /** The number of refusals. */
    public long refusals() {
        return refusals.get();
    }
}
