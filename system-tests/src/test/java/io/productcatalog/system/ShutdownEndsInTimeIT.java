package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.stack.parts.Part;
import io.productcatalog.system.cluster.Admin;
import io.productcatalog.system.cluster.Cluster;
import io.productcatalog.system.cluster.OpenLoad;
import io.productcatalog.system.cluster.Replica;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SIGTERM is obeyed inside the grace period whatever a service is waiting for, and nothing accepted is lost by it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShutdownEndsInTimeIT {

    private static final int WRITES_PER_SECOND = 20;

    enum Trouble {
        POSTGRES_DOWN(cluster -> cluster.parts().postgres(), false),
        POSTGRES_HANGS(cluster -> cluster.parts().postgres(), true),
        KAFKA_DOWN(cluster -> cluster.parts().kafka(), false),
        KAFKA_HANGS(cluster -> cluster.parts().kafka(), true),
        REGISTRY_HANGS(cluster -> cluster.parts().registry(), true),
        REBALANCE(null, false);

        private final Function<Cluster, Part> part;
        private final boolean hangs;

        Trouble(Function<Cluster, Part> part, boolean hangs) {
            this.part = part;
            this.hangs = hangs;
        }

        void begin(Cluster cluster) {
            if (this == REBALANCE) {
                throwEverybodyOut(cluster);
            } else if (hangs) {
                part.apply(cluster).child().pause();
            } else {
                part.apply(cluster).child().kill();
            }
        }

        void end(Cluster cluster) {
            if (hangs) {
                part.apply(cluster).child().resume();
            } else if (this != REBALANCE) {
                part.apply(cluster).start();
            }
        }

        private static void throwEverybodyOut(Cluster cluster) {
            try (var kafka = org.apache.kafka.clients.admin.Admin.create(
                    Map.of("bootstrap.servers", cluster.parts().kafka().bootstrapServers()))) {
                kafka.removeMembersFromConsumerGroup(
                        "query-service.read-model-1", new RemoveMembersFromConsumerGroupOptions());
            }
        }
    }

    @TempDir
    static Path directory;

    private Cluster cluster;
    private Admin admin;
    private String product;
    private final AtomicLong price = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong(1);

    @BeforeAll
    void start() {
        cluster = Cluster.startIn(directory);
        admin = new Admin(cluster);
        product = admin.create("STOP-1");
        awaitShown();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @EnumSource
    void bothServicesObeySigterm(Trouble trouble) {
        Replica command = cluster.commands().getFirst();
        Replica query = cluster.queries().getFirst();
        try (OpenLoad writes = OpenLoad.start(
                WRITES_PER_SECOND,
                () -> admin.reprice(product, price.incrementAndGet())
                        .doOnNext(answer -> accepted.accumulateAndGet(answer.version(), Math::max)),
                answer -> true)) {
            await().until(() -> writes.sent() > WRITES_PER_SECOND);
            trouble.begin(cluster);
            long sent = writes.sent();
            await().until(() -> writes.sent() > sent + WRITES_PER_SECOND);
            var stops = CompletableFuture.supplyAsync(() -> ends(trouble, command))
                    .thenCombine(CompletableFuture.supplyAsync(() -> ends(trouble, query)), Boolean::logicalAnd);

            assertThat(stops.join())
                    .as("ended by itself, in time, with 0 or 143")
                    .isTrue();
        } finally {
            trouble.end(cluster);
        }
        command.start();
        query.start();
        command.awaitReady();
        query.awaitReady();
        cluster.commandFront().awaitAll();
        cluster.queryFront().awaitAll();
        awaitShown();
    }

    private static boolean ends(Trouble trouble, Replica replica) {
        long begin = System.nanoTime();
        boolean well = replica.terminate();
        System.out.printf(
                "SIGTERM, %s: %s ended after %.1f s with %d%n",
                trouble, replica.name(), (System.nanoTime() - begin) / 1e9, replica.exitCode());
        return well;
    }

    private void awaitShown() {
        await("the last accepted change to be shown")
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        cluster.queryFront().get("/products/" + product).block().version() >= accepted.get());
    }
}
