package io.productcatalog.query.product;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** One request that waits. */
final class VersionWaiter {

    private final long version;
    private final long deadline;
    private final BooleanSupplier ended;
    private volatile Sinks.Empty<Void> wakeUp = Sinks.empty();

    /** @param deadline by {@link System#nanoTime} */
    VersionWaiter(long version, long deadline, BooleanSupplier ended) {
        this.version = version;
        this.deadline = deadline;
        this.ended = ended;
    }

    long version() {
        return version;
    }

    void wake() {
        wakeUp.tryEmitEmpty();
    }

    <T> Mono<T> reading(Mono<T> read) {
        return Mono.defer(() -> {
                    // Before it reads: whatever wakes it while it reads makes it read again.
                    wakeUp = Sinks.empty();
                    return read;
                })
                .repeatWhenEmpty(reads -> reads.concatMap(_ -> woken()).takeWhile(woken -> woken))
                .switchIfEmpty(read);
    }

    private Mono<Boolean> woken() {
        return Mono.defer(() -> {
            long rest = deadline - System.nanoTime();
            return ended.getAsBoolean() || rest <= 0
                    ? Mono.just(false)
                    : wakeUp.asMono().thenReturn(true).timeout(Duration.ofNanos(rest), Mono.just(false));
        });
    }
}
