package io.productcatalog.cluster;

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
 * An open-loop load generator: its own thread sends requests at a given rate, whether or not earlier requests are
 * answered. Latency is measured from the time when a request was due, so a stall of the server or of the generator
 * shows in every request that had to wait.
 */
public final class OpenLoad implements AutoCloseable {

    /** The maximum number of failures that are kept as text. */
    private static final int MAX_KEPT_FAILURES = 50;

    /** Requests that are due within this time are sent together, because a wake-up costs more than a request. */
    private static final long MIN_PARK_NANOS = 250_000;

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

    /** A rate in requests per second that depends on the seconds since the start of the load. */
    @FunctionalInterface
    public interface Rate {

        double at(double seconds);

        /** A rate that changes evenly from one value to another and then stays there. */
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

    /** Starts to send. An answer that is not as expected is a failure. */
    public static OpenLoad start(double perSecond, Supplier<Mono<Answer>> request, Predicate<Answer> expected) {
        return start((Rate) _ -> perSecond, request, expected);
    }

    /** Starts to send at a rate that changes. */
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
                LockSupport.parkNanos(Math.max(early, MIN_PARK_NANOS));
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
        if (failures.size() < MAX_KEPT_FAILURES) {
            failures.add(what);
        }
    }

    public long sent() {
        return sent.get();
    }

    /** The number of answers that were as expected. */
    public long good() {
        return good.get();
    }

    public long failed() {
        return failed.get();
    }

    /** Waits until this number of further requests is answered as expected, or until any request fails. */
    public void awaitGood(int more) {
        long before = sent();
        Awaitility.await(more + " good answers").until(() -> good() >= before + more || failed() > 0);
    }

    /** The first failures as text. */
    public Collection<String> failures() {
        return failures;
    }

    /** Stops sending and waits until every request is answered. */
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

    /** The latencies of all answers so far, in microseconds. */
    public Histogram latencies() {
        return latencies.copy();
    }

    /** The latencies since the last call of this method, in microseconds. */
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
