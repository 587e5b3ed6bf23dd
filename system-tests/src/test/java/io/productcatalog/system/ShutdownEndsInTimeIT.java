package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.stack.parts.ChildProcess;
import io.productcatalog.stack.parts.Part;
import io.productcatalog.system.cluster.Admin;
import io.productcatalog.system.cluster.Cluster;
import io.productcatalog.system.cluster.OpenLoad;
import io.productcatalog.system.cluster.Replica;
import io.productcatalog.system.cluster.SharedCluster;
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
 * SIGTERM is obeyed inside the grace period whatever a service is waiting for, and nothing accepted is lost by it. {@code
 * -Dshutdown.circumstance=KAFKA_HANGS -Dshutdown.repeat=100} repeats one of the cases ({@code make shutdowns}).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ResourceLock("own stack")
class ShutdownEndsInTimeIT {

    private static final int WRITES_PER_SECOND = 20;
    private static final int REPEAT = Integer.getInteger("shutdown.repeat", 1);
    private static final String ONLY = System.getProperty("shutdown.circumstance", "");

    /** What goes on while a replica of each service is told to end; closing it ends it. */
    private interface Trouble extends AutoCloseable {

        /** Those that are told to end. */
        List<Replica> concerned();

        @Override
        void close();
    }

    enum Circumstance {
        POSTGRES_DOWN(cluster -> down(cluster, cluster.parts().postgres(), cluster.readServer())),
        POSTGRES_HANGS(cluster -> hanging(cluster, cluster.parts().postgres(), cluster.readServer())),
        KAFKA_DOWN(cluster -> down(cluster, cluster.parts().kafka())),
        KAFKA_HANGS(cluster -> hanging(cluster, cluster.parts().kafka())),
        REGISTRY_HANGS(NewcomersAskARegistryThatHangs::begin),
        REBALANCE(RebalanceInProgress::begin);

        private final Function<Cluster, Trouble> trouble;

        Circumstance(Function<Cluster, Trouble> trouble) {
            this.trouble = trouble;
        }

        private static Trouble down(Cluster cluster, Part... parts) {
            return new Outage(
                    busiest(cluster), List.of(parts), part -> part.child().kill(), Part::start);
        }

        private static Trouble hanging(Cluster cluster, Part... parts) {
            return new Outage(
                    busiest(cluster), List.of(parts), part -> part.child().pause(), part -> part.child()
                            .resume());
        }
    }

    @FunctionalInterface
    private interface Action {
        void on(Part part);
    }

    private record Outage(List<Replica> concerned, List<Part> parts, Action mending) implements Trouble {

        Outage(List<Replica> concerned, List<Part> parts, Action breaking, Action mending) {
            this(concerned, parts, mending);
            parts.forEach(breaking::on);
        }

        @Override
        public void close() {
            parts.forEach(mending::on);
        }
    }

    /** Replicas that have to ask the registry before they can publish or project anything, and get no answer. */
    private record NewcomersAskARegistryThatHangs(List<Replica> concerned, List<HangingServer> registries)
            implements Trouble {

        private static final AtomicLong NUMBER = new AtomicLong(100);

        static Trouble begin(Cluster cluster) {
            long number = NUMBER.incrementAndGet();
            HangingServer ofCommand = HangingServer.start();
            HangingServer ofQuery = HangingServer.start();
            String database = cluster.parts()
                    .postgres()
                    .databases()
                    .writeDatabase("catalog_write_" + number)
                    .url();
            // With a log of its own, so that no other replica relays it; and with a read model of its own, which is to
            // be filled.
            Replica command = cluster.newCommand(
                    "command-service-" + number,
                    Map.of("SCHEMA_REGISTRY_URL", ofCommand.url(), "CATALOG_WRITE_DB_URL", database));
            Replica query = cluster.newQuery(
                    "query-service-" + number,
                    Map.of(
                            "SCHEMA_REGISTRY_URL",
                            ofQuery.url(),
                            "CATALOG_READ_MODEL_GENERATION",
                            Long.toString(number)));
            command.start();
            query.start();
            await("both to ask the registry").until(() -> ofCommand.wasAsked() && ofQuery.wasAsked());
            return new NewcomersAskARegistryThatHangs(List.of(command, query), List.of(ofCommand, ofQuery));
        }

        @Override
        public void close() {
            registries.forEach(HangingServer::close);
        }
    }

    /** The other query replica hangs and another consumer joins: the group waits for the one that does not answer. */
    private record RebalanceInProgress(
            List<Replica> concerned, ChildProcess hanging, AtomicBoolean going, Thread joining) implements Trouble {

        private static final String GROUP = "query-service.read-model-1";

        static Trouble begin(Cluster cluster) {
            List<Replica> concerned = busiest(cluster);
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
            return new RebalanceInProgress(concerned, other, going, joining);
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
    void bothServicesObeySigterm(Circumstance circumstance) {
        try (OpenLoad writes = startWrites()) {
            await().until(() -> writes.good() > WRITES_PER_SECOND);
            try (Trouble trouble = circumstance.trouble.apply(cluster)) {
                List<CompletableFuture<Ending>> endings = trouble.concerned().stream()
                        .map(replica -> CompletableFuture.supplyAsync(() -> Ending.of(circumstance, replica)))
                        .toList();
                assertThat(endings)
                        .as("ended by themselves, in time, with 0 or 143")
                        .extracting(CompletableFuture::join)
                        .hasSize(2)
                        .allMatch(Ending::well);
            }
        } finally {
            cluster.repair();
        }
        awaitShown();
    }

    /** The command replica that has more to finish than the other, and one of the query service. */
    private static List<Replica> busiest(Cluster cluster) {
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
                answer -> answer.status() == 200);
    }

    private void awaitShown() {
        await("the last accepted change to be shown")
                .until(() ->
                        cluster.queryFront().get("/products/" + product).block().version() >= accepted.get());
    }
}
