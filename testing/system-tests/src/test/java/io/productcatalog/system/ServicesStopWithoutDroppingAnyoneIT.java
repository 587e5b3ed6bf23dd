package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
    private static final int LARGE_PRODUCTS = 18;

    /** How long Netty and Tomcat wait for requests at most when a stop is not graceful. */
    private static final Duration IMMEDIATE_STOP = Duration.ofSeconds(3);

    private static final String GROUP = "query-service.read-model-1";
    private static final String TOPIC = "catalog.products";

    /** Clients that send one request after the other, each until an answer asks it to close its connection. */
    private record Clients(ExecutorService threads, Collection<String> failures) {

        /** Starts the clients and waits until they have got some hundred answers. */
        static Clients start(Supplier<HttpResponse<String>> request, int expected) throws InterruptedException {
            Clients clients = new Clients(Executors.newFixedThreadPool(CLIENTS), new ConcurrentLinkedQueue<>());
            CountDownLatch warmUp = new CountDownLatch(500);
            for (int i = 0; i < CLIENTS; i++) {
                clients.threads.execute(() -> {
                    boolean open = true;
                    while (open) {
                        open = clients.send(request, expected);
                        warmUp.countDown();
                    }
                });
            }
            warmUp.await();
            return clients;
        }

        /** Returns whether the connection can be used again. */
        private boolean send(Supplier<HttpResponse<String>> request, int expected) {
            try {
                HttpResponse<String> answer = request.get();
                if (answer.statusCode() != expected) {
                    failures.add("status " + answer.statusCode());
                }
                return answer.headers().firstValue("Connection").isEmpty();
            } catch (UncheckedIOException e) {
                failures.add(e.getCause().toString());
                return false;
            }
        }

        /** Waits for the last answers. All must have been as expected. */
        void awaitRequestToClose() {
            threads.close();
            assertThat(failures).isEmpty();
        }
    }

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
        ProcessHandle process = stack.process("QUERY");
        String product = "/products/" + CatalogClient.id(client.create("READ-1"));
        awaitShown(product);
        String page = "/products?category=large&limit=" + LARGE_PRODUCTS;
        String wholePage = createdPage(page);
        AtomicInteger number = new AtomicInteger();
        AtomicBoolean writing = new AtomicBoolean(true);

        try (ExecutorService writer = Executors.newSingleThreadExecutor()) {
            writer.execute(() -> {
                while (writing.get()) {
                    client.create("WHILE-" + number.incrementAndGet());
                }
            });
            Clients clients = Clients.start(() -> client.shop(product), 200);
            try (RawConnection unread = RawConnection.to(env.get("CATALOG_QUERY_URL"));
                    RawConnection waiting = RawConnection.to(env.get("CATALOG_QUERY_URL"))) {
                await("an answer that its client has not read").until(() -> {
                    unread.head("GET", page);
                    return client.metric("QUERY", "catalog_connections_unread_bytes") > 0;
                });
                waiting.head("GET", product + "?minVersion=2", "Prefer: wait=10");
                long begin = System.nanoTime();
                process.destroy();
                clients.awaitRequestToClose();
                awaitClosedPort("QUERY", begin, () -> {});
                assertThat(waiting.answers())
                        .startsWith("HTTP/1.1 503 ")
                        .containsIgnoringCase("\r\nretry-after: 2\r\n")
                        .contains("/problems/not-yet-projected");
                await("the answer to be waited for")
                        .during(IMMEDIATE_STOP.plusSeconds(1))
                        .until(process::isAlive);
                assertThat(unread.answers().endsWith("\r\n\r\n" + wholePage))
                        .as("a whole answer")
                        .isTrue();
            } finally {
                writing.set(false);
            }
        }

        assertEndedGracefully("query-service", process);
        assertThat(committedOffsets())
                .as("committed offsets are those of the last projected records")
                .isEqualTo(projectedOffsets());
    }

    /** Creates the products of a page, and returns it. It has almost 1 MB, more than a connection can hold. */
    private String createdPage(String path) {
        String attributes = IntStream.range(0, 100)
                .mapToObj(i -> "\"a%d\":\"%s\"".formatted(i, "x".repeat(500)))
                .collect(Collectors.joining(","));
        List<String> ids = IntStream.range(0, LARGE_PRODUCTS)
                .mapToObj(i -> CatalogClient.id(client.admin("POST", "/products", """
                        {"sku":"LARGE-%d","name":"Large","price":{"amount":"1.00","currency":"EUR"},
                         "categories":["large"],"attributes":{%s}}""".formatted(i, attributes))))
                .toList();
        return await().until(
                        () -> client.shop(path).body(), body -> ids.stream().allMatch(body::contains));
    }

    private void awaitShown(String path) {
        await().until(() -> client.shop(path).statusCode() == 200);
    }

    @Test
    @Order(2)
    void theCommandServiceAnswersWhatItStartedAndPublishesWhatItAccepted() throws Exception {
        ProcessHandle process = stack.process("COMMAND");
        String product = CatalogClient.id(client.create("LOCKED-1"));
        AtomicInteger number = new AtomicInteger();

        Clients clients = Clients.start(() -> client.create("LOAD-" + number.incrementAndGet()), 201);
        try (Connection otherTransaction = connect("CATALOG_WRITE_DB");
                RawConnection creation = RawConnection.to(env.get("CATALOG_COMMAND_URL"));
                RawConnection change = RawConnection.to(env.get("CATALOG_COMMAND_URL"))) {
            creation.head("POST", "/products", adminHeaders()).chunk("{");
            change.head("PUT", "/products/" + product + "/stock", adminHeaders())
                    .chunk("{\"stock\":");
            long begin = System.nanoTime();
            process.destroy();
            clients.awaitRequestToClose();
            // The pauses of a client may not be long.
            awaitClosedPort("COMMAND", begin, () -> {
                creation.chunk(" ");
                change.chunk(" ");
            });
            otherTransaction.setAutoCommit(false);
            otherTransaction.createStatement().execute("select from product where id = '" + product + "' for update");
            change.chunk("5}").chunk("");
            await("the requests to be waited for")
                    .during(IMMEDIATE_STOP.plusSeconds(1))
                    .until(() -> {
                        creation.chunk(" ");
                        return process.isAlive();
                    });
            otherTransaction.rollback();
            creation.chunk(CatalogClient.product("SENT-1").substring(1)).chunk("");
            assertThat(creation.answers()).startsWith("HTTP/1.1 201 ").contains("\"SENT-1\"");
            assertThat(change.answers())
                    .as("a change that has waited for another transaction, or on a slow machine for too long")
                    .matches("(?s)HTTP/1.1 (200 .*\"stock\":5\\D.*|503 .*\r\nRetry-After: 2\r\n.*)");
        }

        assertEndedGracefully("command-service", process);
        long events = queryNumber("CATALOG_WRITE_DB", "select count(*) from product_event");
        assertThat(queryNumber("CATALOG_WRITE_DB", """
                        select count(*) from product_event, relay_cursor
                        where (product_event.tx, product_event.position) <= (relay_cursor.tx, relay_cursor.position)"""))
                .as("the relay's cursor has passed every accepted change")
                .isEqualTo(events);
        assertThat(recordsInTopic()).as("every accepted change is in the topic").isGreaterThanOrEqualTo(events);
    }

    private String[] adminHeaders() {
        return new String[] {
            "Authorization: Bearer " + env.get("CATALOG_ADMIN_TOKEN"),
            "Content-Type: application/json",
            "Transfer-Encoding: chunked"
        };
    }

    /** Waits until the service accepts no more connections, which must not be before the end of the drain delay. */
    private void awaitClosedPort(String service, long begin, Runnable meanwhile) {
        await("a closed port").until(() -> {
            meanwhile.run();
            return !acceptsConnections(URI.create(env.get("CATALOG_" + service + "_URL")));
        });
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(RunningStack.DRAIN_DELAY);
    }

    private static boolean acceptsConnections(URI service) {
        try (Socket connection = new Socket(service.getHost(), service.getPort())) {
            return connection.isConnected();
        } catch (IOException refused) {
            return false;
        }
    }

    private void assertEndedGracefully(String service, ProcessHandle process) {
        process.onExit().join();
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
