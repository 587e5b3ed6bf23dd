package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.cluster.Admin;
import io.productcatalog.cluster.Answer;
import io.productcatalog.cluster.Cluster;
import io.productcatalog.cluster.OnSharedCluster;
import io.productcatalog.cluster.OpenLoad;
import io.productcatalog.cluster.Replica;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * A rolling restart of every replica under load fails no request. The default load is small enough for a machine that
 * is busy with other programs. {@code -Drolling.reads=2000 -Drolling.writes=50} is the most that two processors can
 * serve.
 */
@OnSharedCluster
class RollingRestartDropsNobodyIT {

    private static final int PRODUCTS = 50;
    private static final int READS_PER_SECOND = Integer.getInteger("rolling.reads", 60);
    private static final int WRITES_PER_SECOND = Integer.getInteger("rolling.writes", 10);
    private static final int WARM_UP_SECONDS = Integer.getInteger("rolling.warm", 3);
    private static final double NORMAL_LAG_SECONDS = 2.5;

    private final Cluster cluster;
    private final Admin admin;
    private final List<String> products;

    RollingRestartDropsNobodyIT(Cluster cluster) {
        this.cluster = cluster;
        this.admin = new Admin(cluster);
        this.products = IntStream.range(0, PRODUCTS)
                .mapToObj(i -> admin.create("ROLL-" + i))
                .toList();
    }

    @Test
    void noRequestFailsWhileEveryReplicaIsRestartedInTurn() {
        cluster.awaitShown(products);
        AtomicLong price = new AtomicLong(100);
        OpenLoad reads;
        OpenLoad writes;
        try (OpenLoad reading = OpenLoad.start(
                        READS_PER_SECOND, () -> cluster.queryFront().get("/products/" + anyProduct()), Answer::isOk);
                OpenLoad writing = OpenLoad.start(
                        WRITES_PER_SECOND, () -> admin.reprice(anyProduct(), price.incrementAndGet()), Answer::isOk)) {
            reads = reading;
            writes = writing;
            reading.awaitGood(WARM_UP_SECONDS * READS_PER_SECOND);
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
                .as(() -> replica.name() + " ends by itself within the grace period")
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
