package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.stack.parts.ChildProcess;
import io.productcatalog.stack.parts.Part;
import io.productcatalog.system.cluster.Admin;
import io.productcatalog.system.cluster.Cluster;
import io.productcatalog.system.cluster.OpenLoad;
import io.productcatalog.system.cluster.Replica;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** SIGTERM is obeyed inside the grace period whatever a service is waiting for, and nothing accepted is lost by it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ShutdownEndsInTimeIT {

    private static final int WRITES_PER_SECOND = 20;

    /** What goes on while the first replica of each service is told to end; closing it ends it. */
    @FunctionalInterface
    private interface Trouble extends AutoCloseable {
        @Override
        void close();
    }

    enum Circumstance {
        POSTGRES_DOWN(cluster -> down(cluster.parts().postgres())),
        POSTGRES_HANGS(cluster -> hanging(cluster.parts().postgres().child())),
        KAFKA_DOWN(cluster -> down(cluster.parts().kafka())),
        KAFKA_HANGS(cluster -> hanging(cluster.parts().kafka().child())),
        REGISTRY_HANGS(cluster -> hanging(cluster.parts().registry().child())),
        REBALANCE(RebalanceInProgress::begin);

        private final Function<Cluster, Trouble> trouble;

        Circumstance(Function<Cluster, Trouble> trouble) {
            this.trouble = trouble;
        }

        private static Trouble down(Part part) {
            part.child().kill();
            return part::start;
        }

        private static Trouble hanging(ChildProcess process) {
            process.pause();
            return process::resume;
        }
    }

    /** The other query replica hangs and another consumer joins: the group waits for the one that does not answer. */
    private record RebalanceInProgress(ChildProcess hanging, AtomicBoolean going, Thread joining) implements Trouble {

        private static final String GROUP = "query-service.read-model-1";

        static Trouble begin(Cluster cluster) {
            ChildProcess other = cluster.queries().getLast().process();
            other.pause();
            Map<String, Object> settings = Map.of(
                    "bootstrap.servers",
                    cluster.parts().kafka().bootstrapServers(),
                    "group.id",
                    GROUP,
                    "enable.auto.commit",
                    false,
                    "partition.assignment.strategy",
                    CooperativeStickyAssignor.class.getName());
            AtomicBoolean going = new AtomicBoolean(true);
            Thread joining = Thread.startVirtualThread(() -> {
                try (var consumer =
                        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                    consumer.subscribe(List.of("catalog.products"));
                    while (going.get()) {
                        consumer.poll(Duration.ofMillis(100));
                    }
                }
            });
            try (var kafka = org.apache.kafka.clients.admin.Admin.create(
                    Map.of("bootstrap.servers", cluster.parts().kafka().bootstrapServers()))) {
                await().until(() -> kafka.describeConsumerGroups(List.of(GROUP))
                                .describedGroups()
                                .get(GROUP)
                                .get()
                                .groupState()
                        == GroupState.PREPARING_REBALANCE);
            }
            return new RebalanceInProgress(other, going, joining);
        }

        @Override
        public void close() {
            going.set(false);
            hanging.resume();
            try {
                joining.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private record Ending(Circumstance circumstance, String replica, Duration after, int exitCode, boolean well) {

        static Ending of(Circumstance circumstance, Replica replica) {
            long begin = System.nanoTime();
            boolean well = replica.terminate();
            Duration after = Duration.ofNanos(System.nanoTime() - begin);
            var ending = new Ending(circumstance, replica.name(), after, replica.exitCode(), well);
            System.out.println("SIGTERM: " + ending);
            return ending;
        }
    }

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
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
        if (cluster != null) {
            cluster.close();
        }
    }

    @ParameterizedTest
    @EnumSource
    void bothServicesObeySigterm(Circumstance circumstance) {
        Replica command = relaying();
        Replica query = cluster.queries().getFirst();
        try (OpenLoad writes = startWrites()) {
            await().until(() -> writes.sent() > WRITES_PER_SECOND);
            try (Trouble trouble = circumstance.trouble.apply(cluster)) {
                assertThat(trouble).isNotNull();
                var endings = Stream.of(command, query)
                        .map(replica -> CompletableFuture.supplyAsync(() -> Ending.of(circumstance, replica)))
                        .toList();
                assertThat(endings)
                        .as("ended by themselves, in time, with 0 or 143")
                        .extracting(CompletableFuture::join)
                        .allMatch(Ending::well);
            }
        } finally {
            startAgain(command);
            startAgain(query);
        }
        cluster.commandFront().awaitAll();
        cluster.queryFront().awaitAll();
        awaitShown();
    }

    /** The command replica that has more to finish than the other. */
    private Replica relaying() {
        return await().until(
                        () -> cluster.commands().stream()
                                .filter(replica -> replica.metric("catalog_relay_active") == 1)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
    }

    private OpenLoad startWrites() {
        return OpenLoad.start(
                WRITES_PER_SECOND,
                () -> admin.reprice(product, price.incrementAndGet())
                        .doOnNext(answer -> accepted.accumulateAndGet(answer.version(), Math::max)),
                answer -> true);
    }

    private static void startAgain(Replica replica) {
        if (!replica.isAlive()) {
            replica.start();
        }
        replica.awaitReady();
    }

    private void awaitShown() {
        await("the last accepted change to be shown")
                .atMost(Duration.ofSeconds(60))
                .until(() ->
                        cluster.queryFront().get("/products/" + product).block().version() >= accepted.get());
    }
}
