package io.productcatalog.query.product;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** A request that waits for a version of a product. */
final class VersionWaiter {

    private final long version;
    private final long deadline;
    private final BooleanSupplier stopped;
    private volatile Sinks.Empty<Void> wakeUp = Sinks.empty();

    /** @param deadline by {@link System#nanoTime} */
    VersionWaiter(long version, long deadline, BooleanSupplier stopped) {
        this.version = version;
        this.deadline = deadline;
        this.stopped = stopped;
    }

    long version() {
        return version;
    }

    void wake() {
        wakeUp.tryEmitEmpty();
    }

    /** Reads now, again after each wake-up while the result is empty, and a last time at the deadline. */
    <T> Mono<T> reading(Mono<T> read) {
        return Mono.defer(() -> {
                    // A new signal before each read: a wake-up during the read causes another read.
                    wakeUp = Sinks.empty();
                    return read;
                })
                .repeatWhenEmpty(reads -> reads.concatMap(_ -> woken()).takeWhile(woken -> woken))
                .switchIfEmpty(read);
    }

    /** True when woken; false when the wait is over. */
    private Mono<Boolean> woken() {
        return Mono.defer(() -> {
            long rest = deadline - System.nanoTime();
            return stopped.getAsBoolean() || rest <= 0
                    ? Mono.just(false)
                    : wakeUp.asMono().thenReturn(true).timeout(Duration.ofNanos(rest), Mono.just(false));
        });
    }
}
