package io.productcatalog.benchmarks.overload;

import io.productcatalog.cluster.Answer;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** Counts answers by what they are until it is ended. */
final class Tally {

    private final long begin = System.nanoTime();
    private final LongAdder other = new LongAdder();
    private final Histogram good = new ConcurrentHistogram(3);
    private final Histogram refused = new ConcurrentHistogram(3);
    private volatile double seconds;

    /** @param nanos since the request was sent */
    void count(Answer answer, long nanos) {
        if (seconds > 0) {
            return;
        }
        switch (answer.status()) {
            case 200 -> good.recordValue(nanos / 1000);
            case 503 -> refused.recordValue(nanos / 1000);
            default -> other.increment();
        }
    }

    Tally end() {
        seconds = (System.nanoTime() - begin) / 1e9;
        return this;
    }

    double goodPerSecond() {
        return good.getTotalCount() / seconds;
    }

    long notGood() {
        return refused.getTotalCount() + other.sum();
    }

    /** Latencies are p50/p99/max. */
    @Override
    public String toString() {
        return "%,.0f/s answered in %s ms, %,.0f/s refused in %s ms, %,.0f/s not connected or without an answer"
                .formatted(
                        goodPerSecond(),
                        latency(good),
                        refused.getTotalCount() / seconds,
                        latency(refused),
                        other.sum() / seconds);
    }

    private static String latency(Histogram histogram) {
        return "%.0f/%.0f/%.0f"
                .formatted(
                        histogram.getValueAtPercentile(50) / 1e3,
                        histogram.getValueAtPercentile(99) / 1e3,
                        histogram.getMaxValue() / 1e3);
    }
}
