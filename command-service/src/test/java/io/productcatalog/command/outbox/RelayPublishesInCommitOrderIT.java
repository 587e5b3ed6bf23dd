package io.productcatalog.command.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.command.RunningService;
import io.productcatalog.command.store.EventLogReader;
import io.productcatalog.command.store.LogPosition;
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
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Guarantee 2: the events of a product are published in the order of its versions, and none is skipped. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RelayPublishesInCommitOrderIT {

    private final DatabaseAccess database = RealParts.get().newWriteDatabase();
    private final String topic = RealParts.get().newTopic();
    private RunningService service;
    private TopicTail<ProductEvent> tail;

    @BeforeAll
    void start() {
        service = RunningService.start(database, topic);
        tail = TopicTail.events(topic);
    }

    @AfterAll
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

            await("no event is published while an earlier transaction is open")
                    .during(Duration.ofSeconds(2))
                    .until(() -> versionsOf(first, second).isEmpty());
            early.commit();
        }

        await().untilAsserted(() ->
                assertThat(versionsOf(first, second)).isEqualTo(Map.of(first, List.of(1L), second, List.of(1L))));
        await().untilAsserted(() -> assertThat(cursorIsAtTheEnd()).isTrue());
    }

    @Test
    void anEventThatIsAppendedLaterByATransactionThatBeganEarlierComesFirst() throws SQLException {
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
        await().untilAsserted(() -> assertThat(versionsOf(product)).isEqualTo(Map.of(product, List.of(1L, 2L))));
    }

    @Test
    void manyWritersOfOneProductThroughTwoReplicasLeaveNoGapInItsVersionsInTheTopic() throws Exception {
        UUID id = UUID.fromString(service.create("BUSY-1"));
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

        await().untilAsserted(() -> assertThat(versionsOf(id))
                .isEqualTo(
                        Map.of(id, LongStream.rangeClosed(1, edits + 1).boxed().toList())));
    }

    @Test
    void aLogOfManyPagesIsPublishedInOrder() {
        List<Long> versions = LongStream.rangeClosed(1, 150).boxed().toList();
        List<UUID> products = Stream.generate(UUID::randomUUID).limit(20).toList();
        client().sql("""
                        insert into product_event (event_id, product_id, version, type, occurred_at, actor, changed_fields)
                        select gen_random_uuid(), product, version, 'DELETED', now(), 'test', '{}'
                        from generate_series(1, ?) as version, unnest(?) as product order by version, product""").params(versions.size(), products.toArray(UUID[]::new)).update();

        await().until(this::cursorIsAtTheEnd);
        await().untilAsserted(() -> assertThat(versionsOf(products.toArray(UUID[]::new)))
                .isEqualTo(products.stream().collect(Collectors.toMap(Function.identity(), _ -> versions))));
    }

    /** PostgreSQL stores the second text in some kilobytes. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "(select string_agg(md5(number::text || part), '') from generate_series(1, 6000) as part)",
                "repeat('x', 192000)"
            })
    void largeEventsAreReadAFewAtATimeAndPublishedInOrder(String description) {
        UUID id = UUID.fromString(service.create("LARGE-" + UUID.randomUUID()));
        LogPosition before = end();
        client().sql("""
                        insert into product_event (event_id, product_id, version, type, occurred_at, actor, changed_fields,
                            details, created_at)
                        select gen_random_uuid(), id, number, 'UPDATED', now(), 'test', '{}',
                            jsonb_set(details, '{description}', to_jsonb(%s)), created_at
                        from product, generate_series(2, 41) as number where id = ?""".formatted(description)).param(id).update();

        EventLogReader.Page page = new EventLogReader(client()).after(before, 500);

        assertThat(page.events()).isNotEmpty().hasSizeLessThan(21);
        assertThat(page.hasMore()).isTrue();
        await().until(this::cursorIsAtTheEnd);
        await().untilAsserted(() -> assertThat(versionsOf(id))
                .isEqualTo(Map.of(id, LongStream.rangeClosed(1, 41).boxed().toList())));
    }

    @Test
    void aChangeThatWasAcceptedByAClockAheadDoesNotStopTheRelay() {
        UUID product = UUID.randomUUID();
        client().sql("""
                        insert into product_event (event_id, product_id, version, type, occurred_at, actor, changed_fields)
                        values (gen_random_uuid(), ?, 1, 'DELETED', now() + interval '3 hours', 'test', '{}')""").param(product).update();

        await().until(this::cursorIsAtTheEnd);
        await().untilAsserted(() -> assertThat(versionsOf(product)).isEqualTo(Map.of(product, List.of(1L))));
    }

    @Test
    void eventsThatHaveYetToSettleAreOnlyNoticed() throws SQLException {
        EventLogReader reader = new EventLogReader(client());
        LogPosition before = end();
        try (Connection early = transaction();
                Connection late = transaction()) {
            begin(early);
            append(late, UUID.randomUUID(), 1);
            late.commit();

            EventLogReader.Page page = reader.after(before, 500);
            assertThat(page.events()).isEmpty();
            assertThat(page.hasMore()).isFalse();
            assertThat(page.hasUnsettled()).isTrue();
            early.commit();
        }

        await().untilAsserted(
                        () -> assertThat(reader.after(before, 500).events()).hasSize(1));
        assertThat(reader.after(end(), 500)).isEqualTo(new EventLogReader.Page(List.of(), false, false));
    }

    private Map<UUID, List<Long>> versionsOf(UUID... products) {
        Set<UUID> wanted = Set.of(products);
        return tail.read().stream()
                .map(ConsumerRecord::value)
                .filter(event -> wanted.contains(UUID.fromString(event.getProductId())))
                .collect(Collectors.groupingBy(
                        event -> UUID.fromString(event.getProductId()),
                        Collectors.mapping(ProductEvent::getVersion, Collectors.toList())));
    }

    private boolean cursorIsAtTheEnd() {
        return client().sql("""
                        select not exists (select from product_event, relay_cursor
                            where (product_event.tx, product_event.position) > (relay_cursor.tx, relay_cursor.position))""").query(Boolean.class).single();
    }

    private LogPosition end() {
        return client().sql(
                        "select tx::text::bigint, position from product_event order by tx desc, position desc limit 1")
                .query((row, _) -> new LogPosition(row.getLong(1), row.getLong(2)))
                .single();
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

    /** Assigns the transaction id that the transaction would otherwise get with its first write. */
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
