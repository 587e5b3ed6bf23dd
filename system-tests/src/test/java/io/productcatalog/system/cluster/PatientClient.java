package io.productcatalog.system.cluster;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import reactor.core.publisher.Mono;

/**
 * A client that sends a request again when it is refused with 503 and {@code Retry-After}, after the time that the answer names, for three
 * minutes. Every other answer is the last.
 */
public final class PatientClient {

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final AtomicLong refusals = new AtomicLong();

    /** The last answer; of one that is refused again and again, a failure. */
    public Mono<Answer> send(Mono<Answer> request) {
        return Mono.defer(() -> send(request, System.nanoTime() + PATIENCE.toNanos()));
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
                    : Mono.just(answer.asFailure("refused for " + PATIENCE));
        });
    }

    /** How often it was refused. */
    public long refusals() {
        return refusals.get();
    }
}
