package io.productcatalog.command.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.command.RunningService;
import io.productcatalog.command.eventlog.EventLogReader;
import io.productcatalog.command.eventlog.LogPosition;
import io.productcatalog.events.ProductEvent;
import io.productcatalog.stack.parts.DatabaseAccess;
import io.productcatalog.stack.testing.RealParts;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Guarantee 2: every product's events are published in the order of its versions, and none is skipped. */
class RelayPublishesInCommitOrderIT {

    private final DatabaseAccess database = RealParts.get().newWriteDatabase();
    private final String topic = RealParts.get().newTopic();
    private RunningService service;
    private TopicTail<ProductEvent> tail;

    @BeforeEach
    void start() {
        service = RunningService.start(database, topic);
        tail = TopicTail.events(topic);
    }

    @AfterEach
    void stop() {
        tail.close();
        service.close();
    }

    @Test
    void anEventThatCommitsLateIsNotOvertakenByOneThatBeganLater() throws SQLException {
        UUID first = UUID.randomUUID();
        UUID second = UUID.randomUUID();
        try (Connection early = transaction();
                Connection late = transaction()) {
            append(early, first, 1);
            append(late, second, 1);
            late.commit();

            await("while an earlier transaction is open, nothing behind it is published")
                    .during(Duration.ofSeconds(2))
                    .atMost(Duration.ofSeconds(4))
                    .until(() -> tail.read().isEmpty());
            early.commit();
        }

        await().untilAsserted(() -> assertThat(tail.read())
                .extracting(ConsumerRecord::key)
                .containsExactlyInAnyOrder(first.toString(), second.toString()));
        await().untilAsserted(() -> assertThat(cursorIsAtTheEnd()).isTrue());
    }

    @Test
    void whatIsAppendedLaterByATransactionThatBeganEarlierComesFirstAndOnce() throws SQLException {
        UUID product = UUID.randomUUID();
        try (Connection early = transaction();
                Connection late = transaction()) {
            begin(early);
            append(late, product, 2);
            append(early, product, 1);
            late.commit();
            early.commit();
        }

        await().until(this::cursorIsAtTheEnd);
        await().untilAsserted(
                        () -> assertThat(versionsByProduct()).isEqualTo(Map.of(product.toString(), List.of(1L, 2L))));
    }

    @Test
    void manyWritersOfOneProductThroughTwoReplicasLeaveVersionsWithoutGapInTheTopic() throws Exception {
        String id = service.create("BUSY-1");
        int edits = 400;
        List<Future<Integer>> answers = new ArrayList<>();
        try (RunningService other = RunningService.start(database, topic);
                ExecutorService executor = Executors.newFixedThreadPool(8)) {
            for (int i = 0; i < edits; i++) {
                int stock = 1_000 + i;
                RunningService replica = i % 2 == 0 ? service : other;
                answers.add(executor.submit(() -> replica.put("/products/" + id + "/stock", "{\"stock\":" + stock + "}")
                        .statusCode()));
            }
        }
        for (Future<Integer> answer : answers) {
            assertThat(answer.get()).isEqualTo(200);
        }

        await().untilAsserted(() -> assertThat(versionsByProduct())
                .isEqualTo(
                        Map.of(id, LongStream.rangeClosed(1, edits + 1).boxed().toList())));
    }

    @Test
    void aLogOfManyPagesIsPublishedInOrderAndOnce() {
        List<Long> versions = LongStream.rangeClosed(1, 150).boxed().toList();
        List<UUID> products = Stream.generate(UUID::randomUUID).limit(20).toList();
        client().sql("""
                        insert into product_event (event_id, product_id, version, type, occurred_at, actor, changed_fields)
                        select gen_random_uuid(), product, version, 'DELETED', now(), 'test', '{}'
                        from generate_series(1, ?) as version, unnest(?) as product order by version, product""").params(versions.size(), products.toArray(UUID[]::new)).update();

        await().until(this::cursorIsAtTheEnd);
        await().untilAsserted(() -> assertThat(versionsByProduct())
                .isEqualTo(products.stream().collect(Collectors.toMap(UUID::toString, _ -> versions))));
    }

    @Test
    void largeEventsAreReadAFewAtATimeAndPublishedInOrder() {
        String id = service.create("LARGE-1");
        client().sql("""
                        insert into product_event (event_id, product_id, version, type, occurred_at, actor, changed_fields,
                            details, created_at)
                        select gen_random_uuid(), id, number, 'UPDATED', now(), 'test', '{}',
                            jsonb_set(details, '{description}', to_jsonb((
                                select string_agg(md5(number::text || part), '') from generate_series(1, 6000) as part))),
                            created_at
                        from product, generate_series(2, 41) as number where id = ?::uuid""").param(id).update();

        EventLogReader.Page page = new EventLogReader(client()).after(new LogPosition(0, 0), 500);

        assertThat(page.events()).isNotEmpty().hasSizeLessThan(21);
        assertThat(page.full()).isTrue();
        await().until(this::cursorIsAtTheEnd);
        await().untilAsserted(() -> assertThat(versionsByProduct())
                .isEqualTo(Map.of(id, LongStream.rangeClosed(1, 41).boxed().toList())));
    }

    private Map<String, List<Long>> versionsByProduct() {
        return tail.read().stream()
                .collect(Collectors.groupingBy(
                        ConsumerRecord::key,
                        Collectors.mapping(record -> record.value().getVersion(), Collectors.toList())));
    }

    private boolean cursorIsAtTheEnd() {
        return client().sql("""
                        select not exists (select from product_event, relay_cursor
                            where (product_event.tx, product_event.position) > (relay_cursor.tx, relay_cursor.position))""").query(Boolean.class).single();
    }

    private Connection transaction() throws SQLException {
        Connection connection =
                DriverManager.getConnection(database.jdbcUrl(), database.appUser(), database.appPassword());
        connection.setAutoCommit(false);
        return connection;
    }

    private JdbcClient client() {
        return JdbcClient.create(
                new DriverManagerDataSource(database.jdbcUrl(), database.ownerUser(), database.ownerPassword()));
    }

    /** Gives it the transaction id that it would get with its first write. */
    private static void begin(Connection connection) {
        JdbcClient.create(new SingleConnectionDataSource(connection, true))
                .sql("select pg_current_xact_id()")
                .query(String.class)
                .single();
    }

    private static void append(Connection connection, UUID product, long version) {
        JdbcClient.create(new SingleConnectionDataSource(connection, true))
                .sql("""
                        insert into product_event (event_id, product_id, version, type, occurred_at, actor, changed_fields)
                        values (gen_random_uuid(), ?, ?, 'DELETED', now(), 'test', '{}')""")
                .params(product, version)
                .update();
    }
}
