package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.cluster.Admin;
import io.productcatalog.cluster.Answer;
import io.productcatalog.cluster.Cluster;
import io.productcatalog.cluster.OpenLoad;
import io.productcatalog.cluster.Replica;
import io.productcatalog.cluster.SharedCluster;
import io.productcatalog.stack.parts.ChildProcess;
import io.productcatalog.stack.parts.Part;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A service ends within the grace period after SIGTERM, whatever it is waiting for, and no accepted change is lost.
 * {@code -Dshutdown.circumstance=KAFKA_HANGS -Dshutdown.repeat=100} repeats one of the cases ({@code make shutdowns}).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock("own stack")
class ShutdownEndsInTimeIT {

    private static final int WRITES_PER_SECOND = 20;
    private static final int REPEAT = Integer.getInteger("shutdown.repeat", 1);
    private static final String ONLY = System.getProperty("shutdown.circumstance", "");

    /** A disturbance during which one replica of each service gets SIGTERM. {@link #close} ends the disturbance. */
    private interface Disturbance extends AutoCloseable {

        /** The replicas that get SIGTERM. */
        List<Replica> replicas();

        @Override
        void close();
    }

    enum Circumstance {
        POSTGRES_DOWN(cluster -> down(cluster, cluster.parts().postgres(), cluster.readServer())),
        POSTGRES_HANGS(cluster -> hanging(cluster, cluster.parts().postgres(), cluster.readServer())),
        KAFKA_DOWN(cluster -> down(cluster, cluster.parts().kafka())),
        KAFKA_HANGS(cluster -> hanging(cluster, cluster.parts().kafka())),
        REGISTRY_HANGS(NewReplicasWaitForAHangingRegistry::begin),
        REBALANCE(RebalanceInProgress::begin);

        private final Function<Cluster, Disturbance> disturbance;

        Circumstance(Function<Cluster, Disturbance> disturbance) {
            this.disturbance = disturbance;
        }

        private static Disturbance down(Cluster cluster, Part... parts) {
            return new Outage(
                    leaderAndOneQueryReplica(cluster),
                    List.of(parts),
                    part -> part.child().kill(),
                    Part::start);
        }

        private static Disturbance hanging(Cluster cluster, Part... parts) {
            return new Outage(
                    leaderAndOneQueryReplica(cluster),
                    List.of(parts),
                    part -> part.child().pause(),
                    part -> part.child().resume());
        }
    }

    @FunctionalInterface
    private interface Action {
        void on(Part part);
    }

    private record Outage(List<Replica> replicas, List<Part> parts, Action repair) implements Disturbance {

        Outage(List<Replica> replicas, List<Part> parts, Action breakPart, Action repair) {
            this(replicas, parts, repair);
            parts.forEach(breakPart::on);
        }

        @Override
        public void close() {
            parts.forEach(repair::on);
        }
    }

    /** New replicas that need the registry before they can publish or project anything, and get no answer from it. */
    private record NewReplicasWaitForAHangingRegistry(List<Replica> replicas, List<HangingServer> registries)
            implements Disturbance {

        private static final AtomicLong NUMBER = new AtomicLong(100);

        static Disturbance begin(Cluster cluster) {
            long number = NUMBER.incrementAndGet();
            HangingServer registryOfCommand = HangingServer.start();
            HangingServer registryOfQuery = HangingServer.start();
            String database = cluster.parts()
                    .postgres()
                    .databases()
                    .writeDatabase("catalog_write_" + number)
                    .url();
            // The new command replica has its own event log, so that no other replica relays it. The new query replica
            // has its own, empty read model.
            Replica command = cluster.newCommand(
                    "command-service-" + number,
                    Map.of("SCHEMA_REGISTRY_URL", registryOfCommand.url(), "CATALOG_WRITE_DB_URL", database));
            Replica query = cluster.newQuery(
                    "query-service-" + number,
                    Map.of(
                            "SCHEMA_REGISTRY_URL",
                            registryOfQuery.url(),
                            "CATALOG_READ_MODEL_GENERATION",
                            Long.toString(number)));
            command.start();
            query.start();
            await("both replicas to connect to the registry")
                    .until(() -> registryOfCommand.hasConnections() && registryOfQuery.hasConnections());
            return new NewReplicasWaitForAHangingRegistry(
                    List.of(command, query), List.of(registryOfCommand, registryOfQuery));
        }

        @Override
        public void close() {
            registries.forEach(HangingServer::close);
        }
    }

    /** One query replica hangs while another consumer joins: the consumer group waits for the hanging member. */
    private record RebalanceInProgress(
            List<Replica> replicas, ChildProcess hangingReplica, AtomicBoolean running, Thread joiningConsumer)
            implements Disturbance {

        private static final String GROUP = "query-service.read-model-1";

        static Disturbance begin(Cluster cluster) {
            List<Replica> replicas = leaderAndOneQueryReplica(cluster);
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
            AtomicBoolean running = new AtomicBoolean(true);
            Thread joiningConsumer = Thread.startVirtualThread(() -> {
                try (var consumer =
                        new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                    consumer.subscribe(List.of("catalog.products"));
                    while (running.get()) {
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
            return new RebalanceInProgress(replicas, other, running, joiningConsumer);
        }

        @Override
        public void close() {
            running.set(false);
            hangingReplica.resume();
            try {
                joiningConsumer.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private record Shutdown(Circumstance circumstance, String replica, Duration after, int exitCode, boolean graceful) {

        static Shutdown of(Circumstance circumstance, Replica replica) {
            long begin = System.nanoTime();
            boolean graceful = replica.terminate();
            Duration after = Duration.ofNanos(System.nanoTime() - begin);
            var shutdown = new Shutdown(circumstance, replica.name(), after, replica.exitCode(), graceful);
            System.out.println("SIGTERM: " + shutdown);
            return shutdown;
        }
    }

    private Cluster cluster;
    private Admin admin;
    private String product;
    private final AtomicLong price = new AtomicLong();
    private final AtomicLong accepted = new AtomicLong(1);

    @BeforeAll
    void start() {
        cluster = SharedCluster.another("shutdown");
        admin = new Admin(cluster);
        product = admin.create("STOP-1");
        awaitShown();
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    static List<Circumstance> circumstances() {
        return IntStream.range(0, REPEAT)
                .boxed()
                .flatMap(_ -> Arrays.stream(Circumstance.values()))
                .filter(circumstance -> ONLY.isEmpty() || circumstance.name().equals(ONLY))
                .toList();
    }

    @ParameterizedTest
    @MethodSource("circumstances")
    void bothServicesEndWithinTheGracePeriod(Circumstance circumstance) {
        try (OpenLoad writes = startWrites()) {
            await().until(() -> writes.good() > WRITES_PER_SECOND);
            try (Disturbance disturbance = circumstance.disturbance.apply(cluster)) {
                List<CompletableFuture<Shutdown>> shutdowns = disturbance.replicas().stream()
                        .map(replica -> CompletableFuture.supplyAsync(() -> Shutdown.of(circumstance, replica)))
                        .toList();
                assertThat(shutdowns)
                        .as("shutdowns within the grace period, with exit code 0 or 143")
                        .extracting(CompletableFuture::join)
                        .hasSize(2)
                        .allMatch(Shutdown::graceful);
            }
        } finally {
            cluster.repair();
        }
        awaitShown();
    }

    /** The command replica that holds the relay's lease, which has the most to finish, and one query replica. */
    private static List<Replica> leaderAndOneQueryReplica(Cluster cluster) {
        Replica relaying = await().until(
                        () -> cluster.commands().stream()
                                .filter(replica -> replica.metric("catalog_relay_active") == 1)
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        return List.of(relaying, cluster.queries().getFirst());
    }

    private OpenLoad startWrites() {
        return OpenLoad.start(
                WRITES_PER_SECOND,
                () -> admin.reprice(product, price.incrementAndGet())
                        .doOnNext(answer -> accepted.accumulateAndGet(answer.version(), Math::max)),
                Answer::isOk);
    }

    private void awaitShown() {
        await("the last accepted change to be shown")
                .until(() ->
                        cluster.queryFront().get("/products/" + product).block().version() >= accepted.get());
    }
}
