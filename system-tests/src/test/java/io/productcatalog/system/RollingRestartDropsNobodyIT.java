package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.system.cluster.Admin;
import io.productcatalog.system.cluster.Cluster;
import io.productcatalog.system.cluster.OpenLoad;
import io.productcatalog.system.cluster.Replica;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * A deployment under load: every replica is restarted in turn, and no client of either service notices. The load leaves two processors room
 * for a JVM that starts; {@code -Drolling.reads=2000 -Drolling.writes=50} is all that they can carry on a quiet machine.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RollingRestartDropsNobodyIT {

    private static final int PRODUCTS = 500;
    private static final int READS_PER_SECOND = Integer.getInteger("rolling.reads", 300);
    private static final int WRITES_PER_SECOND = Integer.getInteger("rolling.writes", 20);
    private static final int WARM_SECONDS = 15;
    private static final double NORMAL_LAG_SECONDS = 2.5;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    static Path directory;

    private Cluster cluster;
    private Admin admin;
    private List<String> products;

    @BeforeAll
    void start() {
        cluster = Cluster.startIn(directory);
        admin = new Admin(cluster);
        products = IntStream.range(0, PRODUCTS)
                .mapToObj(i -> admin.create("ROLL-" + i))
                .toList();
        await().atMost(Duration.ofSeconds(30)).until(() -> products.stream()
                .allMatch(id ->
                        cluster.queryFront().get("/products/" + id).block().status() == 200));
    }

    @AfterAll
    void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void noRequestFailsWhileEveryReplicaIsRestartedInTurn() {
        AtomicLong price = new AtomicLong(100);
        OpenLoad reads;
        OpenLoad writes;
        try (OpenLoad reading = OpenLoad.start(
                        READS_PER_SECOND,
                        () -> cluster.queryFront().get("/products/" + anyProduct()),
                        answer -> answer.status() == 200);
                OpenLoad writing = OpenLoad.start(
                        WRITES_PER_SECOND,
                        () -> admin.reprice(anyProduct(), price.incrementAndGet()),
                        answer -> answer.status() == 200)) {
            reads = reading;
            writes = writing;
            await("warm").atMost(Duration.ofSeconds(40)).until(() -> reading.sent() > WARM_SECONDS * READS_PER_SECOND);
            awaitNormalLag();
            cluster.replicas().forEach(this::restart);
        }

        System.out.printf(
                "Rolling restart: %d reads, %d failed, %s; %d writes, %d failed, %s%n",
                reads.sent(), reads.failed(), reads.latency(), writes.sent(), writes.failed(), writes.latency());
        assertThat(reads.failures()).as(this::warnings).isEmpty();
        assertThat(writes.failures()).as(this::warnings).isEmpty();
    }

    private String warnings() {
        return cluster.replicas()
                .flatMap(replica -> replica.warnings().stream())
                .collect(Collectors.joining("\n"));
    }

    private void restart(Replica replica) {
        long begin = System.nanoTime();
        assertThat(replica.terminate())
                .as(() -> replica.name() + " ends by itself and in time")
                .isTrue();
        long ended = System.nanoTime();
        replica.start();
        replica.awaitReady();
        cluster.commandFront().awaitAll();
        cluster.queryFront().awaitAll();
        long ready = System.nanoTime();
        awaitNormalLag();
        System.out.printf(
                "Rolling restart: %s ended after %.1f s, was ready after %.1f s, lag normal after %.1f s%n",
                replica.name(), (ended - begin) / 1e9, (ready - ended) / 1e9, (System.nanoTime() - ready) / 1e9);
    }

    private void awaitNormalLag() {
        await("lag back to normal")
                .atMost(Duration.ofSeconds(30))
                .until(() -> cluster.queries().stream()
                                .allMatch(replica ->
                                        replica.metric("catalog_projection_lag_seconds") < NORMAL_LAG_SECONDS)
                        && cluster.commands().stream()
                                .allMatch(replica -> replica.metric("catalog_relay_lag_seconds") < NORMAL_LAG_SECONDS));
    }

    private String anyProduct() {
        return products.get(ThreadLocalRandom.current().nextInt(PRODUCTS));
    }
}
