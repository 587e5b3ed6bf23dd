package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.cluster.Admin;
import io.productcatalog.cluster.Answer;
import io.productcatalog.cluster.Cluster;
import io.productcatalog.cluster.OnSharedCluster;
import io.productcatalog.cluster.OpenLoad;
import io.productcatalog.cluster.PatientClient;
import io.productcatalog.cluster.Replica;
import io.productcatalog.stack.parts.Part;
import io.productcatalog.stack.parts.PostgresServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Mono;

/**
 * The outage of one part does not affect requests that do not need this part, and the services recover from it without
 * a restart. An outage lasts at least {@code -Doutage.seconds}, and until enough requests that were sent during it are
 * answered.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OnSharedCluster
class ServicesRecoverFromOutagesIT {

    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("outage.seconds", 5));

    private static final int PRODUCTS = 50;
    private static final int READS_PER_SECOND = 20;
    private static final int WRITES_PER_SECOND = 10;

    /** How many requests of each kind are sent and answered during an outage. */
    private static final int REQUESTS_DURING_OUTAGE = 40;

    private Cluster cluster;
    private Admin admin;
    private List<String> products;
    private List<Long> processes;
    private final Map<String, Long> accepted = new ConcurrentHashMap<>();
    private final AtomicLong price = new AtomicLong(100);

    @BeforeAll
    void start(Cluster shared) {
        cluster = shared;
        admin = new Admin(cluster);
        products = IntStream.range(0, PRODUCTS)
                .mapToObj(i -> admin.create("OUTAGE-" + i))
                .toList();
        cluster.awaitShown(products);
        processes = processes();
    }

    @AfterEach
    void repair() {
        cluster.repair();
        processes = processes();
    }

    @Test
    void withoutKafkaWritesAreAcceptedAndReadsContinue() {
        readsAndWritesSucceedWithout(cluster.parts().kafka());
    }

    @Test
    void withoutTheRegistryWritesAreAcceptedAndReadsContinue() {
        readsAndWritesSucceedWithout(cluster.parts().registry());
    }

    @Test
    void servicesThatStartWithoutTheRegistryAcceptAndServeAndContinueWhenItIsBack() {
        Part registry = cluster.parts().registry();
        registry.child().kill();
        for (Replica replica :
                List.of(cluster.commands().getFirst(), cluster.queries().getFirst())) {
            assertThat(replica.terminate()).isTrue();
            replica.start();
            replica.awaitReady();
        }
        cluster.commandFront().awaitAll();
        cluster.queryFront().awaitAll();
        processes = processes();
        products.forEach(id -> {
            Answer answer = admin.reprice(id, price.incrementAndGet()).block();
            assertThat(answer.status()).as(answer::toString).isEqualTo(200);
            accepted.merge(id, answer.version(), Math::max);
            assertThat(cluster.queryFront().get("/products/" + id).block().status())
                    .isEqualTo(200);
        });
        registry.start();
        assertRecovered();
    }

    @Test
    void withoutTheReadDatabaseWritesAreAcceptedAndReadsAreRefusedUntilItIsBack() {
        readsAreRefused(readServer().child()::kill, readServer()::start);
    }

    @Test
    void whileTheReadDatabaseHangsWritesAreAcceptedAndReadsAreRefusedUntilItAnswers() {
        readsAreRefused(readServer().child()::pause, readServer().child()::resume);
    }

    private PostgresServer readServer() {
        return cluster.readServer();
    }

    private void readsAndWritesSucceedWithout(Part part) {
        OpenLoad reads;
        OpenLoad writes;
        PatientClient client = new PatientClient();
        try (OpenLoad reading = startReads(client);
                OpenLoad writing = startWrites(client)) {
            reads = reading;
            writes = writing;
            part.child().kill();
            long end = System.nanoTime() + OUTAGE.toNanos();
            reading.awaitGood(REQUESTS_DURING_OUTAGE);
            writing.awaitGood(REQUESTS_DURING_OUTAGE);
            await("the end of the outage").until(() -> System.nanoTime() > end);
            part.start();
        }
        report("without " + part.name(), reads, writes, client);
        assertThat(reads.failures()).isEmpty();
        assertThat(writes.failures()).isEmpty();
        assertRecovered();
    }

    private void readsAreRefused(Runnable breakIt, Runnable repairIt) {
        OpenLoad refused;
        OpenLoad writes;
        PatientClient client = new PatientClient();
        try (OpenLoad writing = startWrites(client)) {
            writes = writing;
            breakIt.run();
            try {
                awaitRefusal();
                long end = System.nanoTime() + OUTAGE.toNanos();
                try (OpenLoad reading = OpenLoad.start(READS_PER_SECOND, this::read, Answer::isRefusal)) {
                    refused = reading;
                    reading.awaitGood(REQUESTS_DURING_OUTAGE);
                    writing.awaitGood(REQUESTS_DURING_OUTAGE);
                    await("the end of the outage").until(() -> System.nanoTime() > end);
                }
            } finally {
                repairIt.run();
            }
            await("reads to succeed without a restart")
                    .until(() -> read().block().isOk());
        }
        report("without the read database", refused, writes, client);
        assertThat(refused.failures()).isEmpty();
        assertThat(writes.failures()).isEmpty();
        assertRecovered();
    }

    /**
     * Waits for four refusals in a row. Then both replicas have noticed the outage and no older request is in flight.
     */
    private void awaitRefusal() {
        AtomicInteger refusals = new AtomicInteger();
        await().until(() ->
                refusals.accumulateAndGet(read().block().status(), (before, status) -> status == 503 ? before + 1 : 0)
                        == 4);
    }

    private OpenLoad startReads(PatientClient client) {
        return OpenLoad.start(READS_PER_SECOND, () -> client.send(read()), Answer::isOk);
    }

    private Mono<Answer> read() {
        return cluster.queryFront().get("/products/" + anyProduct());
    }

    private OpenLoad startWrites(PatientClient client) {
        return OpenLoad.start(
                WRITES_PER_SECOND,
                () -> {
                    String id = anyProduct();
                    return client.send(admin.reprice(id, price.incrementAndGet()))
                            .doOnNext(answer -> accepted.merge(id, answer.version(), Math::max));
                },
                Answer::isOk);
    }

    private String anyProduct() {
        return products.get(ThreadLocalRandom.current().nextInt(PRODUCTS));
    }

    private void awaitEverythingShown() {
        await("every accepted change to be shown")
                .until(() -> accepted.entrySet().stream()
                        .allMatch(product -> cluster.queryFront()
                                        .get("/products/" + product.getKey())
                                        .block()
                                        .version()
                                >= product.getValue()));
    }

    private void assertRecovered() {
        awaitEverythingShown();
        await("caches that are used again")
                .until(() -> cluster.queries().stream()
                        .allMatch(replica -> replica.metric("catalog_cache_invalidations_connected") == 1));
        assertThat(processes()).as("nothing was restarted").isEqualTo(processes);
    }

    private List<Long> processes() {
        return cluster.replicas()
                .filter(Replica::isAlive)
                .map(replica -> replica.process().process().pid())
                .toList();
    }

    private static void report(String what, OpenLoad reads, OpenLoad writes, PatientClient client) {
        System.out.printf(
                "Outage of %d s, %s: %d reads, %d not as expected, %s; %d writes, %d failed, %s; %d sent again%n",
                OUTAGE.toSeconds(),
                what,
                reads.sent(),
                reads.failed(),
                reads.latency(),
                writes.sent(),
                writes.failed(),
                writes.latency(),
                client.refusals());
    }
}
