package io.productcatalog.system.cluster;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * Sends requests at a constant rate, whether or not those before are answered, from a thread of its own. Latency counts from when a request
 * was due, so a server (or driver) that stalls shows in every request that had to wait.
 */
public final class OpenLoad implements AutoCloseable {

    /** Enough to see what is wrong. */
    private static final int KEPT_FAILURES = 50;

    /** Longer than any front waits. */
    private static final Duration GIVE_UP = Duration.ofMinutes(1);

    private final long intervalNanos;
    private final Supplier<Mono<Answer>> request;
    private final Predicate<Answer> expected;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Collection<String> failures = new ConcurrentLinkedQueue<>();
    private final Collection<Long> latencies = new ConcurrentLinkedQueue<>();
    private final Thread thread;

    private OpenLoad(double perSecond, Supplier<Mono<Answer>> request, Predicate<Answer> expected) {
        this.intervalNanos = (long) (1e9 / perSecond);
        this.request = request;
        this.expected = expected;
        this.thread = Thread.ofPlatform().name("open-load").unstarted(this::run);
    }

    /** Begins to send. An answer that is not as expected is a failure. */
    public static OpenLoad start(double perSecond, Supplier<Mono<Answer>> request, Predicate<Answer> expected) {
        OpenLoad load = new OpenLoad(perSecond, request, expected);
        load.thread.start();
        return load;
    }

    private void run() {
        long due = System.nanoTime();
        while (!stopped.get()) {
            long early = due - System.nanoTime();
            if (early > 0) {
                LockSupport.parkNanos(early);
                continue;
            }
            send(due);
            due += intervalNanos;
        }
    }

    private void send(long due) {
        sent.incrementAndGet();
        Mono.defer(request)
                .timeout(GIVE_UP, Mono.fromSupplier(() -> Answer.none("given up")))
                .doFinally(_ -> answered.incrementAndGet())
                .subscribe(
                        answer -> {
                            latencies.add(System.nanoTime() - due);
                            if (!expected.test(answer)) {
                                failed(answer.toString());
                            }
                        },
                        failure -> failed(failure.toString()));
    }

    private void failed(String what) {
        failed.incrementAndGet();
        if (failures.size() < KEPT_FAILURES) {
            failures.add(what);
        }
    }

    public long sent() {
        return sent.get();
    }

    public long failed() {
        return failed.get();
    }

    /** The first of them. */
    public Collection<String> failures() {
        return failures;
    }

    /** Stops sending; returns when everything is answered. */
    @Override
    public void close() {
        stopped.set(true);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        while (answered.get() < sent.get()) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    public Duration slowest() {
        return Duration.ofNanos(
                latencies.stream().mapToLong(Long::longValue).max().orElse(0));
    }

    /** {@code p50/p99/max} in milliseconds. */
    public String latency() {
        long[] sorted = latencies.stream().mapToLong(Long::longValue).sorted().toArray();
        return sorted.length == 0
                ? "no answers"
                : Stream.of(0.5, 0.99, 1.0)
                                .map(rank -> "%.1f"
                                        .formatted(
                                                sorted[(int) Math.min(sorted.length - 1, rank * sorted.length)] / 1e6))
                                .reduce((one, other) -> one + "/" + other)
                                .orElseThrow()
                        + " ms (p50/p99/max of " + sorted.length + ")";
    }
}
