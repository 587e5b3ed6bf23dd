package io.productcatalog.benchmarks.overload;

import static org.awaitility.Awaitility.await;

import io.productcatalog.benchmarks.AwaitTimeout;
import io.productcatalog.benchmarks.ResidentMemory;
import io.productcatalog.benchmarks.Sql;
import io.productcatalog.cluster.Admin;
import io.productcatalog.cluster.Answer;
import io.productcatalog.cluster.BulkCatalog;
import io.productcatalog.cluster.Cluster;
import io.productcatalog.cluster.Front;
import io.productcatalog.cluster.OpenLoad;
import io.productcatalog.cluster.Replica;
import io.productcatalog.stack.parts.DatabaseAccess;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/**
 * {@code make overload}: for each kind of request that needs the database, the most that one replica answers to clients who wait for their
 * answers; then three times as much, whether or not it is answered; then half of it. The replica and PostgreSQL have one processor for
 * themselves and the load has the others, so that what the load costs does not count as overload ({@code OPTIONS=-Doverload.apart=false}
 * lets them share).
 */
final class Overload {

    private static final int PRODUCTS = 20_000;
    /** As many as keep the replica busy and are never refused. */
    private static final int CLIENTS = 96;

    /** Who finds none free goes away. */
    private static final int CONNECTIONS = 2_000;

    private static final double TIMES = Double.parseDouble(System.getProperty("overload.times", "3"));
    private static final int SECONDS = Integer.getInteger("overload.seconds", 30);
    private static final boolean APART = Boolean.parseBoolean(System.getProperty("overload.apart", "true"));

    private static final Mono<Answer> NOT_CONNECTED =
            Mono.just(new Answer(0, 0, Optional.empty(), "no connection is free"));

    /** Until the replica's code is compiled: what is measured is not its start. */
    private static final int WARM_UP_SECONDS = 60;

    /** In the first ones queues fill. */
    private static final int UNCOUNTED_SECONDS = 5;

    private Replica replica;
    private Front front;
    private final AtomicInteger connected = new AtomicInteger();
    private volatile Tally tally = new Tally();

    public static void main(String[] arguments) throws SQLException, IOException, InterruptedException {
        AwaitTimeout.set();
        new Overload().measureAll();
    }

    private void measureAll() throws SQLException, IOException, InterruptedException {
        try (Cluster cluster = Cluster.start("overload", Map.of("CATALOG_ACCESS_LOG", "true"))) {
            BulkCatalog.fill(new Admin(cluster), cluster.settings().write(), PRODUCTS);
            List<String> ids = ids(cluster.settings().read());
            replica = alone(cluster);
            try (Front many = new Front(List.of(replica.service()), CONNECTIONS)) {
                many.awaitAll();
                front = many;
                measure("products", () -> "/products/" + ids.get(any(ids.size())));
                measure("lists", () -> "/products?limit=20&category=bulk/" + any(BulkCatalog.CATEGORIES));
            }
        }
    }

    /** A replica without a memory of products, in whose place all others stop. */
    private static Replica alone(Cluster cluster) {
        if (APART) {
            pin("0", cluster.parts().postgres().child().process().pid());
            pin(
                    "1-" + (Runtime.getRuntime().availableProcessors() - 1),
                    ProcessHandle.current().pid());
        }
        Replica replica = cluster.newQuery("query-overload", Map.of("CATALOG_CACHE_BYTES", "0"));
        replica.start();
        replica.awaitReady();
        if (APART) {
            pin("0", replica.process().process().pid());
        }
        cluster.replicas().parallel().forEach(Replica::terminate);
        return replica;
    }

    private void measure(String kind, Supplier<String> path) throws IOException, InterruptedException {
        closed(path, WARM_UP_SECONDS);
        Tally before = closed(path, 10);
        print(kind, "%d clients that wait: %s; %s", CLIENTS, before, state());

        double offered = TIMES * before.goodPerSecond();
        OpenLoad.Rate rate = second -> second < UNCOUNTED_SECONDS + SECONDS ? offered : before.goodPerSecond() / 2;
        OpenLoad probes = OpenLoad.start(10, this::probe, Answer::isOk);
        try (OpenLoad _ = OpenLoad.start(rate, () -> counted(path), _ -> true)) {
            TimeUnit.SECONDS.sleep(UNCOUNTED_SECONDS);
            Tally during = counting(SECONDS);
            print(kind, "%,.0f/s offered: %s; %s", offered, during, state());
            probes.close();
            print(kind, "probes meanwhile: %s, %d failed", probes.latency(), probes.failed());
            print(kind, "goodput under overload: %.2f of that before", during.goodPerSecond() / before.goodPerSecond());
            print(kind, "half of it offered: everything is answered after %d s", recovery());
        }
        Tally after = closed(path, 10);
        print(kind, "%d clients that wait: %s; %s", CLIENTS, after, state());
    }

    private Tally closed(Supplier<String> path, int seconds) throws InterruptedException {
        AtomicBoolean stopped = new AtomicBoolean();
        var clients = Mono.when(Stream.generate(() -> counted(path).repeat(() -> !stopped.get()))
                        .limit(CLIENTS)
                        .toList())
                .toFuture();
        Tally counted = counting(seconds);
        stopped.set(true);
        clients.join();
        return counted;
    }

    private Mono<Answer> counted(Supplier<String> path) {
        return Mono.defer(() -> {
            long sent = System.nanoTime();
            Mono<Answer> answer = connected.incrementAndGet() > CONNECTIONS ? NOT_CONNECTED : front.get(path.get());
            return answer.doOnNext(each -> {
                connected.decrementAndGet();
                tally.count(each, System.nanoTime() - sent);
            });
        });
    }

    private Tally counting(int seconds) throws InterruptedException {
        Tally counting = new Tally();
        tally = counting;
        TimeUnit.SECONDS.sleep(seconds);
        return counting.end();
    }

    /** After how many seconds nobody was refused any more, of ten. */
    private int recovery() throws InterruptedException {
        int last = 0;
        for (int second = 1; second <= 10; second++) {
            if (counting(1).notGood() > 0) {
                last = second;
            }
        }
        return last;
    }

    private Mono<Answer> probe() {
        return front.get(replica.service().managementUrl(), "/actuator/health/readiness");
    }

    private String state() {
        return "limit %.0f, in flight %.0f, %.0f MB"
                .formatted(
                        replica.metric("catalog_requests_limit"),
                        replica.metric("catalog_requests_in_flight"),
                        ResidentMemory.megabytes(replica));
    }

    /** Lets all threads of a process run on these processors only, and whatever it starts. */
    private static void pin(String processors, long pid) {
        // It fails when a thread ends meanwhile.
        await("taskset")
                .until(() -> new ProcessBuilder("taskset", "-acp", processors, Long.toString(pid))
                                .redirectErrorStream(true)
                                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                                .start()
                                .waitFor()
                        == 0);
    }

    private static int any(int bound) {
        return ThreadLocalRandom.current().nextInt(bound);
    }

    private static List<String> ids(DatabaseAccess read) throws SQLException {
        try (Sql sql = new Sql(read)) {
            await("the read model")
                    .atMost(Duration.ofMinutes(5))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> sql.number("select count(*) from read_model_1.product_document") == PRODUCTS + 1);
            return sql.strings("select id::text from read_model_1.product_document");
        }
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static void print(String kind, String format, Object... values) {
        System.out.println(kind + ", " + format.formatted(values));
    }
}
