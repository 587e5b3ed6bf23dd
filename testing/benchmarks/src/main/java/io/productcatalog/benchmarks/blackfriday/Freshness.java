package io.productcatalog.benchmarks.blackfriday;

import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.http.HttpMethod;
import io.productcatalog.cluster.Front;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/** The time from the answer to a change until the query service serves that version. Latencies are in microseconds. */
final class Freshness {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private final Front front;
    private final Recorder recorder = new Recorder(3);
    private final Histogram all = new ConcurrentHistogram(3);
    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicLong failed = new AtomicLong();

    Freshness(Front front) {
        this.front = front;
    }

    /** Asks for this version of the product, which the query service answers when it has it. */
    void follow(String id, long version) {
        long begin = System.nanoTime();
        pending.incrementAndGet();
        front.send(HttpMethod.GET, "/products/" + id + "?minVersion=" + version, Map.of("Prefer", "wait=10"), "")
                .subscribe(answer -> {
                    pending.decrementAndGet();
                    if (!answer.isOk()) {
                        failed.incrementAndGet();
                    } else {
                        long micros = (System.nanoTime() - begin) / 1000;
                        recorder.recordValue(micros);
                        all.recordValue(micros);
                    }
                });
    }

    void awaitAll() {
        await("all changes that are followed").atMost(TIMEOUT).until(() -> pending.get() == 0);
    }

    void reset() {
        all.reset();
        failed.set(0);
    }

    /** The latencies since the last call. */
    Histogram interval() {
        return recorder.getIntervalHistogram();
    }

    Histogram latencies() {
        return all.copy();
    }

    long failed() {
        return failed.get();
    }
}
