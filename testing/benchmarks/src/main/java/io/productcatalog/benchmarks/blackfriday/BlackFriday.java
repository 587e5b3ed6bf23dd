package io.productcatalog.benchmarks.blackfriday;

import static org.awaitility.Awaitility.await;

import io.productcatalog.benchmarks.AwaitTimeout;
import io.productcatalog.benchmarks.ResidentMemory;
import io.productcatalog.benchmarks.Sql;
import io.productcatalog.cluster.Admin;
import io.productcatalog.cluster.Answer;
import io.productcatalog.cluster.BulkCatalog;
import io.productcatalog.cluster.Cluster;
import io.productcatalog.cluster.OpenLoad;
import io.productcatalog.cluster.Replica;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * {@code make black-friday}: 80 % of the requests are for products, by Zipf's law, and 20 % for pages of categories; 50 changes of prices
 * and stock a second; from 500 requests a second up to the peak, and in the middle of the peak one of two query replicas is replaced as
 * a roll-out does it. Before that the shop has been open for a while: what its replicas answer until their code is compiled does not count.
 */
final class BlackFriday {

    private static final int PRODUCTS = Integer.getInteger("friday.products", 100_000);
    private static final int PEAK = Integer.getInteger("friday.peak", 7_200);
    private static final int PEAK_SECONDS = Integer.getInteger("friday.seconds", 300);
    private static final int OPEN_SECONDS = Integer.getInteger("friday.open", 120);
    private static final int OPEN_FROM = 100;
    private static final int OPEN_TO = 3_000;
    private static final int RAMP_SECONDS = 60;
    private static final int START = 500;
    private static final int WRITES_PER_SECOND = Integer.getInteger("friday.writes", 50);

    /** Of k8s/base/query-service.env, and the access log, which clusters of tests do without. */
    private static final Map<String, String> SETTINGS =
            Map.of("CATALOG_DRAIN_DELAY", "5s", "CATALOG_ACCESS_LOG", "true");

    /** Of k8s/base/query-service.yaml: the old replica goes when the new one has been ready for so long. */
    private static final Duration MIN_READY = Duration.ofSeconds(60);

    /** The target of the p99 of each second. */
    private static final double P99_TARGET_MILLIS = 10;

    /** Of the changes, one in so many is followed until it can be read. */
    private static final int FOLLOWED = 5;

    private final Popularity popularity = new Popularity(PRODUCTS);
    private final AtomicInteger changes = new AtomicInteger();
    private final List<Second> seconds = new CopyOnWriteArrayList<>();
    private final List<Replica> successors = new CopyOnWriteArrayList<>();
    private Cluster cluster;
    private Admin admin;
    private Freshness freshness;
    private List<String> ids;

    public static void main(String[] arguments) throws SQLException, IOException {
        AwaitTimeout.set();
        new BlackFriday().measure();
    }

    /** @throws IllegalStateException when a request has failed, or a replica has been started again by itself */
    private void measure() throws SQLException, IOException {
        try (Cluster running = Cluster.start("black-friday", SETTINGS)) {
            cluster = running;
            admin = new Admin(running);
            freshness = new Freshness(running.queryFront());
            fill();
            Map<String, Long> processes = processes();
            open();
            Report report = run();
            System.out.println(report.text());
            Path file = Path.of("target", "black-friday");
            report.write(file);
            System.out.println("The page with plots: " + file.toAbsolutePath() + ".html");

            if (report.failed().values().stream().anyMatch(failed -> failed != 0)) {
                throw new IllegalStateException("requests have failed: " + report.failed());
            }
            Map<String, Long> after = processes();
            processes.remove(cluster.queries().getFirst().name());
            if (!after.entrySet().containsAll(processes.entrySet())) {
                throw new IllegalStateException("processes were " + processes + " and are " + after);
            }
        }
    }

    private void fill() throws SQLException {
        BulkCatalog.fill(admin, cluster.settings().write(), PRODUCTS);
        try (Sql read = new Sql(cluster.settings().read())) {
            await("the read model")
                    .atMost(Duration.ofMinutes(5))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> read.number("select count(*) from read_model_1.product_document") == PRODUCTS + 1);
            ids = read.strings("select id::text from read_model_1.product_document order by id limit " + PRODUCTS);
        }
        Collections.shuffle(ids, new Random(1));
    }

    private void open() {
        OpenLoad.Rate rate = OpenLoad.Rate.ramp(OPEN_FROM, OPEN_TO, OPEN_SECONDS);
        try (OpenLoad products = OpenLoad.start(second -> 0.8 * rate.at(second), this::product, Answer::isOk);
                OpenLoad lists = OpenLoad.start(second -> 0.2 * rate.at(second), this::list, Answer::isOk);
                OpenLoad writes = OpenLoad.start(WRITES_PER_SECOND, this::change, Answer::isOk)) {
            watch(products, lists, writes, OPEN_SECONDS);
        }
        freshness.awaitAll();
        seconds.clear();
        freshness.reset();
    }

    private Report run() {
        OpenLoad.Rate rate = OpenLoad.Rate.ramp(START, PEAK, RAMP_SECONDS);
        OpenLoad products;
        OpenLoad lists;
        OpenLoad writes;
        Map<String, Histogram> before;
        try (OpenLoad one = OpenLoad.start(second -> 0.8 * rate.at(second), this::product, Answer::isOk);
                OpenLoad two = OpenLoad.start(second -> 0.2 * rate.at(second), this::list, Answer::isOk);
                OpenLoad three = OpenLoad.start(WRITES_PER_SECOND, this::change, Answer::isOk)) {
            products = one;
            lists = two;
            writes = three;
            watch(products, lists, writes, RAMP_SECONDS);
            before = latencies(products, lists, writes);
            watch(products, lists, writes, PEAK_SECONDS / 2);
            var rollOut = Mono.fromRunnable(() -> replace(cluster.queries().getFirst()))
                    .subscribeOn(Schedulers.boundedElastic())
                    .toFuture();
            watch(products, lists, writes, PEAK_SECONDS - PEAK_SECONDS / 2);
            rollOut.join();
        }
        freshness.awaitAll();
        Map<String, Histogram> peak = latencies(products, lists, writes);
        before.forEach((kind, latencies) -> peak.get(kind).subtract(latencies));
        return new Report(
                "Black Friday: %,d products, %,d requests a second for %d s, %d changes a second"
                        .formatted(PRODUCTS, PEAK, PEAK_SECONDS, WRITES_PER_SECOND),
                peak,
                Map.of(
                        "product",
                        products.failed(),
                        "list",
                        lists.failed(),
                        "change",
                        writes.failed(),
                        "fresh",
                        freshness.failed()),
                facts(products, lists, writes),
                seconds);
    }

    private List<String> facts(OpenLoad... loads) {
        List<String> facts = new ArrayList<>();
        facts.add("fresh: from a change's answer to the same version on the read side; replaced: "
                + cluster.queries().getFirst().name());
        List<Double> p99s = seconds.stream()
                .map(second -> second.latencies().get("product").getValueAtPercentile(99) / 1e3)
                .sorted()
                .toList();
        facts.add(
                "product, p99 of a second: %.1f ms in the median, %.1f in the worst; above %.0f ms in %d of %d seconds"
                        .formatted(
                                p99s.get(p99s.size() / 2),
                                p99s.getLast(),
                                P99_TARGET_MILLIS,
                                p99s.stream()
                                        .filter(p99 -> p99 > P99_TARGET_MILLIS)
                                        .count(),
                                p99s.size()));
        Map<String, Double> most = new HashMap<>();
        seconds.forEach(second ->
                second.residentMegabytes().forEach((replica, megabytes) -> most.merge(replica, megabytes, Math::max)));
        facts.add("resident at most, MB: " + most);
        for (OpenLoad load : loads) {
            load.failures().stream().limit(5).forEach(facts::add);
        }
        return facts;
    }

    private Map<String, Histogram> latencies(OpenLoad products, OpenLoad lists, OpenLoad writes) {
        return new HashMap<>(Map.of(
                "product", products.latencies(),
                "list", lists.latencies(),
                "change", writes.latencies(),
                "fresh", freshness.latencies()));
    }

    /** Notes each second. */
    private void watch(OpenLoad products, OpenLoad lists, OpenLoad writes, int howManySeconds) {
        for (int i = 0; i < howManySeconds; i++) {
            sleep(Duration.ofSeconds(1));
            seconds.add(new Second(
                    seconds.size() + 1,
                    Map.of(
                            "product", products.interval(),
                            "list", lists.interval(),
                            "change", writes.interval(),
                            "fresh", freshness.interval()),
                    seconds.size() % 5 == 0 ? residentMegabytes() : Map.of()));
        }
    }

    private void replace(Replica old) {
        Replica successor = cluster.newQuery("query-service-3", SETTINGS);
        cluster.queryFront().add(successor.service());
        successors.add(successor);
        successor.start();
        successor.awaitReady();
        sleep(MIN_READY);
        if (!old.terminate()) {
            throw new IllegalStateException(old.name() + " has not stopped in time");
        }
    }

    private Mono<Answer> product() {
        return cluster.queryFront().get("/products/" + ids.get(popularity.any()));
    }

    private Mono<Answer> list() {
        int category = ThreadLocalRandom.current().nextInt(BulkCatalog.CATEGORIES);
        return cluster.queryFront().get("/products?category=bulk/" + category + "&limit=20");
    }

    private Mono<Answer> change() {
        int number = changes.incrementAndGet();
        String id = ids.get(popularity.any());
        Mono<Answer> change = number % 2 == 0
                ? admin.reprice(id, 100 + number)
                : admin.send("PUT", "/products/" + id + "/stock", "{\"stock\":" + number + "}");
        return number % FOLLOWED == 0 ? change.doOnNext(answer -> freshness.follow(id, answer.version())) : change;
    }

    private Map<String, Long> processes() {
        return cluster.replicas()
                .collect(Collectors.toMap(
                        Replica::name, replica -> replica.process().process().pid(), (a, _) -> a, HashMap::new));
    }

    private Map<String, Double> residentMegabytes() {
        return Stream.concat(cluster.replicas(), successors.stream())
                .filter(Replica::isAlive)
                .collect(Collectors.toMap(Replica::name, ResidentMemory::megabytes));
    }

    private static void sleep(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
