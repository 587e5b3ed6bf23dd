package io.productcatalog.system.cluster;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.awaitility.Awaitility;
import reactor.core.publisher.Mono;

/**
 * Sends requests at a given rate, whether or not those before are answered, from a thread of its own. Latency counts from when a request
 * was due, so a server (or driver) that stalls shows in every request that had to wait.
 */
public final class OpenLoad implements AutoCloseable {

    /** Enough to see what is wrong. */
    private static final int KEPT_FAILURES = 50;

    /** Requests that are due within so short a time go out together: a wake-up costs more than a request. */
    private static final long TOGETHER_NANOS = 250_000;

    private final Rate rate;
    private final Supplier<Mono<Answer>> request;
    private final Predicate<Answer> expected;
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();
    private final AtomicLong good = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    private final Collection<String> failures = new ConcurrentLinkedQueue<>();
    private final Histogram latencies = new ConcurrentHistogram(3);
    private final Recorder interval = new Recorder(3);
    private final Thread thread;

    /** Requests per second, so many seconds after the load began. */
    @FunctionalInterface
    public interface Rate {

        double at(double seconds);

        /** From one rate to another in so many seconds, and so on for ever. */
        static Rate ramp(double from, double to, double seconds) {
            return second -> second < seconds ? from + (to - from) * second / seconds : to;
        }
    }

    private OpenLoad(Rate rate, Supplier<Mono<Answer>> request, Predicate<Answer> expected) {
        this.rate = rate;
        this.request = request;
        this.expected = expected;
        this.thread = Thread.ofPlatform().name("open-load").unstarted(this::run);
    }

    /** Begins to send. An answer that is not as expected is a failure. */
    public static OpenLoad start(double perSecond, Supplier<Mono<Answer>> request, Predicate<Answer> expected) {
        return start((Rate) _ -> perSecond, request, expected);
    }

    /** The same at a rate that changes. */
    public static OpenLoad start(Rate rate, Supplier<Mono<Answer>> request, Predicate<Answer> expected) {
        OpenLoad load = new OpenLoad(rate, request, expected);
        load.thread.start();
        return load;
    }

    private void run() {
        long begin = System.nanoTime();
        long due = begin;
        while (!stopped.get()) {
            long early = due - System.nanoTime();
            if (early > 0) {
                LockSupport.parkNanos(Math.max(early, TOGETHER_NANOS));
                continue;
            }
            send(due);
            due += (long) (1e9 / rate.at((due - begin) / 1e9));
        }
    }

    private void send(long due) {
        sent.incrementAndGet();
        Mono.defer(request)
                .doFinally(_ -> answered.incrementAndGet())
                .subscribe(
                        answer -> {
                            long micros = (System.nanoTime() - due) / 1000;
                            latencies.recordValue(micros);
                            interval.recordValue(micros);
                            if (expected.test(answer)) {
                                good.incrementAndGet();
                            } else {
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

    /** How many answers were as expected. */
    public long good() {
        return good.get();
    }

    public long failed() {
        return failed.get();
    }

    /** Waits until so many requests that are sent from now on are answered as expected. */
    public void awaitGood(int more) {
        long before = sent();
        Awaitility.await(more + " good answers").until(() -> good() >= before + more || failed() > 0);
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

    /** Latencies in microseconds, of all answers until now. */
    public Histogram latencies() {
        return latencies.copy();
    }

    /** Latencies in microseconds since this was asked the last time. */
    public Histogram interval() {
        return interval.getIntervalHistogram();
    }

    public Duration slowest() {
        return Duration.of(latencies.getMaxValue(), ChronoUnit.MICROS);
    }

    /** {@code p50/p99/max} in milliseconds. */
    public String latency() {
        return "%.1f/%.1f/%.1f ms (p50/p99/max of %d)"
                .formatted(
                        latencies.getValueAtPercentile(50) / 1e3,
                        latencies.getValueAtPercentile(99) / 1e3,
                        latencies.getMaxValue() / 1e3,
                        latencies.getTotalCount());
    }
}
