package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.stack.parts.LocalParts;
import io.productcatalog.stack.parts.Part;
import io.productcatalog.stack.parts.PartsPorts;
import io.productcatalog.stack.parts.PostgresServer;
import io.productcatalog.stack.services.ServiceSettings;
import io.productcatalog.system.cluster.Admin;
import io.productcatalog.system.cluster.Answer;
import io.productcatalog.system.cluster.Cluster;
import io.productcatalog.system.cluster.OpenLoad;
import io.productcatalog.system.cluster.Replica;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Mono;

/**
 * What one part's outage does to the others' clients: nothing, and when it is over everything is as it should be without a restart.
 * {@code -Doutage.seconds=120} makes the outages longer.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutagesAreWaitedOutIT {

    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("outage.seconds", 15));
    private static final Duration RECOVERY = Duration.ofSeconds(60);

    /** Below every timeout for Kafka and the registry: nobody waits for them. */
    private static final Duration BOUND = Duration.ofSeconds(8);

    private static final int WARM_SECONDS = 10;
    private static final int PRODUCTS = 50;
    private static final int READS_PER_SECOND = 100;
    private static final int REFUSED_READS_PER_SECOND = 20;
    private static final int WRITES_PER_SECOND = 20;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    /** The read side's own server, so that it can fail alone. */
    private PostgresServer readServer;

    private Cluster cluster;
    private Admin admin;
    private List<String> products;
    private List<Long> processes;
    private final Map<String, Long> accepted = new ConcurrentHashMap<>();
    private final AtomicLong price = new AtomicLong(100);

    @BeforeAll
    void start() {
        readServer =
                LocalParts.in(directory.resolve("read"), PartsPorts.ephemeral()).postgres();
        readServer.start();
        cluster = Cluster.startIn(
                directory.resolve("all"),
                settings -> new ServiceSettings(
                        settings.parts(),
                        settings.write(),
                        readServer.databases().readDatabase("catalog_read"),
                        settings.tokens()));
        admin = new Admin(cluster);
        products = IntStream.range(0, PRODUCTS)
                .mapToObj(i -> admin.create("OUTAGE-" + i))
                .toList();
        products.forEach(id -> accepted.put(id, 1L));
        awaitEverythingShown();
        warmUp();
        processes = processes();
    }

    private void warmUp() {
        try (OpenLoad reading = startReads();
                OpenLoad writing = startWrites()) {
            await().atMost(RECOVERY).until(() -> reading.sent() > WARM_SECONDS * READS_PER_SECOND);
            assertThat(writing.failures()).isEmpty();
        }
    }

    @AfterAll
    void stop() {
        try (Cluster closing = cluster) {
            readServer.stop();
        }
    }

    @Test
    void withoutKafkaWritesAreAcceptedAndReadsGoOn() {
        nobodyNoticesTheOutageOf(cluster.parts().kafka());
    }

    @Test
    void withoutTheRegistryWritesAreAcceptedAndReadsGoOn() {
        nobodyNoticesTheOutageOf(cluster.parts().registry());
    }

    @Test
    void servicesThatStartWithoutTheRegistryAcceptAndServeAndGoOnWhenItIsBack() {
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
        awaitEverythingShown();
        assertThat(processes()).as("nothing was restarted").isEqualTo(processes);
    }

    @Test
    void withoutTheReadDatabaseWritesAreAcceptedAndReadsAreRefusedInBoundedTime() {
        readsAreRefused(readServer.child()::kill, readServer::start);
    }

    @Test
    void aReadDatabaseThatHangsIsRefusedInBoundedTimeToo() {
        readsAreRefused(readServer.child()::pause, readServer.child()::resume);
    }

    private void nobodyNoticesTheOutageOf(Part part) {
        OpenLoad reads;
        OpenLoad writes;
        try (OpenLoad reading = startReads();
                OpenLoad writing = startWrites()) {
            reads = reading;
            writes = writing;
            part.child().kill();
            sleep(OUTAGE);
            part.start();
        }
        report("without " + part.name(), reads, writes);
        assertThat(reads.failures()).isEmpty();
        assertThat(reads.slowest()).isLessThan(BOUND);
        assertThat(writes.failures()).isEmpty();
        assertThat(writes.slowest()).isLessThan(BOUND);
        awaitEverythingShown();
        assertThat(processes()).as("nothing was restarted").isEqualTo(processes);
    }

    private void readsAreRefused(Runnable breaking, Runnable mending) {
        OpenLoad refused;
        OpenLoad writes;
        try (OpenLoad writing = startWrites()) {
            writes = writing;
            breaking.run();
            try {
                awaitRefusal();
                try (OpenLoad reading = OpenLoad.start(
                        REFUSED_READS_PER_SECOND,
                        this::read,
                        answer -> answer.status() == 503 && answer.retryAfter().isPresent())) {
                    refused = reading;
                    sleep(OUTAGE);
                }
            } finally {
                mending.run();
            }
            await("reads by itself").atMost(RECOVERY).until(() -> read().block().status() == 200);
        }
        report("without the read database", refused, writes);
        assertThat(refused.failures()).isEmpty();
        assertThat(refused.slowest()).isLessThan(BOUND);
        assertThat(writes.failures()).isEmpty();
        awaitEverythingShown();
        assertThat(processes()).as("nothing was restarted").isEqualTo(processes);
    }

    /** What was in flight ends, and both replicas notice. */
    private void awaitRefusal() {
        AtomicInteger refusals = new AtomicInteger();
        await().atMost(RECOVERY)
                .until(() -> refusals.accumulateAndGet(
                                read().block().status(), (before, status) -> status == 503 ? before + 1 : 0)
                        == 4);
    }

    private OpenLoad startReads() {
        return OpenLoad.start(READS_PER_SECOND, this::read, answer -> answer.status() == 200);
    }

    private Mono<Answer> read() {
        return cluster.queryFront().get("/products/" + any());
    }

    private OpenLoad startWrites() {
        return OpenLoad.start(
                WRITES_PER_SECOND,
                () -> {
                    String id = any();
                    return admin.reprice(id, price.incrementAndGet())
                            .doOnNext(answer -> accepted.merge(id, answer.version(), Math::max));
                },
                answer -> answer.status() == 200);
    }

    private String any() {
        return products.get(ThreadLocalRandom.current().nextInt(PRODUCTS));
    }

    private void awaitEverythingShown() {
        await("every accepted change to be shown").atMost(RECOVERY).until(() -> accepted.entrySet().stream()
                .allMatch(product -> cluster.queryFront()
                                .get("/products/" + product.getKey())
                                .block()
                                .version()
                        >= product.getValue()));
    }

    private List<Long> processes() {
        return cluster.replicas()
                .filter(Replica::isAlive)
                .map(replica -> replica.process().process().pid())
                .toList();
    }

    private static void report(String what, OpenLoad reads, OpenLoad writes) {
        System.out.printf(
                "Outage of %d s, %s: %d reads, %d not as expected, %s; %d writes, %d failed, %s%n",
                OUTAGE.toSeconds(),
                what,
                reads.sent(),
                reads.failed(),
                reads.latency(),
                writes.sent(),
                writes.failed(),
                writes.latency());
    }

    private static void sleep(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
