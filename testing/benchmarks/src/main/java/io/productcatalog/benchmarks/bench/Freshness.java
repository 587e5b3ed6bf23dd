package io.productcatalog.benchmarks.bench;

import io.netty.handler.codec.http.HttpMethod;
import io.productcatalog.cluster.Answer;
import io.productcatalog.cluster.OpenLoad;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import reactor.core.publisher.Mono;

/** How long it takes until a change can be read, at an open load of changes each of which is followed. */
final class Freshness implements Measurement {

    private static final int WRITES_PER_SECOND = 200;
    private static final int SECONDS = 6;

    private final Shop shop;
    private final AtomicLong price = new AtomicLong(100);

    Freshness(Shop shop) {
        this.shop = shop;
    }

    @Override
    public List<Figure> run() throws InterruptedException {
        Histogram fromAnswer = new ConcurrentHistogram(3);
        OpenLoad load;
        try (OpenLoad changes = OpenLoad.start(WRITES_PER_SECOND, () -> change(fromAnswer), Answer::isOk)) {
            load = changes;
            TimeUnit.SECONDS.sleep(SECONDS);
        }
        if (load.failed() > 0) {
            throw new IllegalStateException(load.failures().toString());
        }
        return List.of(
                p("answer to readable, p50 ms", fromAnswer, 50),
                p("answer to readable, p99 ms", fromAnswer, 99),
                p("write due to readable, p50 ms", load.latencies(), 50),
                p("write due to readable, p99 ms", load.latencies(), 99));
    }

    private static Figure p(String name, Histogram micros, double percentile) {
        return new Figure(name, micros.getValueAtPercentile(percentile) / 1e3);
    }

    private Mono<Answer> change(Histogram fromAnswer) {
        String id =
                shop.ids().get(ThreadLocalRandom.current().nextInt(shop.ids().size()));
        return shop.admin().reprice(id, price.incrementAndGet()).flatMap(changed -> {
            long begin = System.nanoTime();
            return shop.cluster()
                    .queryFront()
                    .send(
                            HttpMethod.GET,
                            "/products/" + id + "?minVersion=" + changed.version(),
                            Map.of("Prefer", "wait=10"),
                            "")
                    .doOnNext(_ -> fromAnswer.recordValue((System.nanoTime() - begin) / 1000));
        });
    }
}
