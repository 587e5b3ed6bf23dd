package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A SIGTERM under load loses no request, no offset and no event (guarantee 4). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ResourceLock("own stack")
class ServicesStopWithoutDroppingAnyoneIT {

    private static final int CLIENTS = 8;
    private static final String GROUP = "query-service.read-model-1";
    private static final String TOPIC = "catalog.products";

    private RunningStack stack;
    private Map<String, String> env;
    private CatalogClient client;

    @BeforeAll
    void start() {
        stack = RunningStack.start("stopped-stack");
        env = stack.env();
        client = new CatalogClient(env);
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    @Test
    @Order(1)
    void theQueryServiceAnswersWhatItStartedAndCommitsWhatItProjected() throws Exception {
        String path = "/products/" + CatalogClient.id(client.create("READ-1"));
        await().until(() -> client.shop(path).statusCode() == 200);
        AtomicInteger number = new AtomicInteger();
        AtomicBoolean writing = new AtomicBoolean(true);
        List<String> failures;
        try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
            writer.execute(() -> {
                while (writing.get()) {
                    client.create("WHILE-" + number.incrementAndGet());
                }
            });
            try {
                failures = underLoad("QUERY", () -> client.shop(path).statusCode(), 200);
            } finally {
                writing.set(false);
            }
        }

        assertThat(failures).isEmpty();
        assertEndedGracefully("query-service");
        assertThat(committedOffsets())
                .as("committed offsets are those of the last projected records")
                .isEqualTo(projectedOffsets());
    }

    @Test
    @Order(2)
    void theCommandServiceAnswersWhatItStartedAndPublishesWhatItAccepted() throws Exception {
        AtomicInteger number = new AtomicInteger();

        List<String> failures = underLoad(
                "COMMAND",
                () -> client.create("LOAD-" + number.incrementAndGet()).statusCode(),
                201);

        assertThat(failures).isEmpty();
        assertEndedGracefully("command-service");
        long events = queryNumber("CATALOG_WRITE_DB", "select count(*) from product_event");
        assertThat(queryNumber("CATALOG_WRITE_DB", """
                        select count(*) from product_event, relay_cursor
                        where (product_event.tx, product_event.position) <= (relay_cursor.tx, relay_cursor.position)"""))
                .as("the relay's cursor has passed every accepted change")
                .isEqualTo(events);
        assertThat(recordsInTopic()).as("every accepted change is in the topic").isGreaterThanOrEqualTo(events);
    }

    /**
     * Sends SIGTERM to a service under load. The clients send until the service is no longer ready, like a load
     * balancer.
     *
     * @return one text for each request that was not answered as expected
     */
    private List<String> underLoad(String service, IntSupplier request, int expected) throws InterruptedException {
        Collection<String> failures = new ConcurrentLinkedQueue<>();
        CountDownLatch warmUp = new CountDownLatch(500);
        ProcessHandle process = stack.process(service);
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            AtomicBoolean ready = new AtomicBoolean(true);
            for (int i = 0; i < CLIENTS; i++) {
                clients.execute(() -> {
                    while (ready.get()) {
                        try {
                            int status = request.getAsInt();
                            if (status != expected) {
                                failures.add("status " + status);
                            }
                        } catch (UncheckedIOException e) {
                            failures.add(e.getCause().toString());
                        }
                        warmUp.countDown();
                    }
                });
            }
            warmUp.await();
            process.destroy();
            await().pollInterval(Duration.ofMillis(50)).until(() -> !client.isReady(service));
            ready.set(false);
        }
        process.onExit().join();
        return new ArrayList<>(failures);
    }

    private void assertEndedGracefully(String service) {
        await().until(() -> stack.output().contains(service + " (process "));
        assertThat(stack.output())
                .containsPattern(service + " \\(process \\d+\\) ended by itself with exit code (0|143);");
        assertThat(stack.log(service)).doesNotContain("stack_trace");
    }

    private Map<Integer, Long> committedOffsets() throws Exception {
        try (Admin admin = admin()) {
            return admin.listConsumerGroupOffsets(GROUP).partitionsToOffsetAndMetadata().get().entrySet().stream()
                    .collect(Collectors.toMap(
                            entry -> entry.getKey().partition(),
                            entry -> entry.getValue().offset()));
        }
    }

    private Map<Integer, Long> projectedOffsets() throws SQLException {
        try (Connection connection = connect("CATALOG_READ_DB");
                ResultSet rows = connection
                        .createStatement()
                        .executeQuery("select partition, next_offset from read_model_1.projection_progress")) {
            Map<Integer, Long> offsets = new HashMap<>();
            while (rows.next()) {
                offsets.put(rows.getInt(1), rows.getLong(2));
            }
            return offsets;
        }
    }

    private long recordsInTopic() throws Exception {
        try (Admin admin = admin()) {
            Map<TopicPartition, OffsetSpec> partitions =
                    admin.describeTopics(List.of(TOPIC)).allTopicNames().get().get(TOPIC).partitions().stream()
                            .collect(Collectors.toMap(
                                    partition -> new TopicPartition(TOPIC, partition.partition()),
                                    partition -> OffsetSpec.latest()));
            return admin.listOffsets(partitions).all().get().values().stream()
                    .mapToLong(result -> result.offset())
                    .sum();
        }
    }

    private Admin admin() {
        return Admin.create(Map.of("bootstrap.servers", env.get("KAFKA_BOOTSTRAP_SERVERS")));
    }

    private long queryNumber(String database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:" + env.get(database + "_URL"), env.get(database + "_USER"), env.get(database + "_PASSWORD"));
    }
}
