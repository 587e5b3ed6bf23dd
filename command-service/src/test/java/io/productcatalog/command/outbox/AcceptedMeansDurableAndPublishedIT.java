package io.productcatalog.command.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.command.RunningService;
import io.productcatalog.events.ProductEvent;
import io.productcatalog.stack.parts.DatabaseAccess;
import io.productcatalog.stack.testing.RealParts;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Guarantee 1: state and event commit together. While brokers or registry are unavailable, events are delayed and none
 * is lost.
 */
@ExtendWith(OutputCaptureExtension.class)
class AcceptedMeansDurableAndPublishedIT {

    private static final Map<String, String> UNREACHABLE_PARTS = Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1", "SCHEMA_REGISTRY_URL", "http://127.0.0.1:1/apis/ccompat/v7");

    private final RealParts parts = RealParts.get();
    private final DatabaseAccess database = parts.newWriteDatabase();
    private final String topic = parts.newTopic();
    private JdbcClient owner;

    @BeforeEach
    void connect() {
        owner = JdbcClient.create(
                new DriverManagerDataSource(database.jdbcUrl(), database.ownerUser(), database.ownerPassword()));
    }

    @Test
    void changesAcceptedWhileKafkaAndTheRegistryAreDownArePublishedWhenTheyAreBack() {
        String id;
        try (RunningService service = RunningService.start(database, topic, UNREACHABLE_PARTS)) {
            id = service.create("A-1");
            assertThat(service.put("/products/" + id + "/stock", "{\"stock\":7}")
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(cursor())
                .as("the cursor does not move without acknowledgements")
                .isEqualTo("0/0");

        assertTheNextProcessPublishesBothVersionsOf(id);
    }

    @Test
    void eventsThatTheBrokersRejectArePublishedByTheNextProcess() {
        allowBytes(100);
        String id;
        try (RunningService service = RunningService.start(database, topic)) {
            id = service.create("B-1");
            assertThat(service.put("/products/" + id + "/stock", "{\"stock\":7}")
                            .statusCode())
                    .isEqualTo(200);

            await("the cursor does not move without acknowledgements")
                    .during(Duration.ofSeconds(2))
                    .until(() -> cursor().equals("0/0"));
        }
        allowBytes(1_000_000);

        assertTheNextProcessPublishesBothVersionsOf(id);
    }

    @Test
    void anEventThatIsRefusedIsTriedAloneAndNamed(CapturedOutput log) {
        allowBytes(3_000);
        List<String> before = new ArrayList<>();
        List<String> behind = new ArrayList<>();
        String refused;
        try (RunningService writer = RunningService.start(database, topic)) {
            // So that all events are in one page of the next relay.
            writer.context().getBean(Relay.class).stop();
            for (int i = 0; i < 3; i++) {
                before.add(writer.create("BEFORE-" + i));
            }
            refused =
                    RunningService.json(writer.post(large("LARGE-1"))).get("id").asString();
            for (int i = 0; i < 3; i++) {
                behind.add(writer.create("BEHIND-" + i));
            }
        }
        try (RunningService service = RunningService.start(database, topic);
                TopicTail<ProductEvent> tail = TopicTail.events(topic)) {
            MeterRegistry meters = service.context().getBean(MeterRegistry.class);
            await().until(() ->
                    meters.get("catalog.relay.blocked").gauge().value() == 1 && cursor().equals(eventBefore(refused)));
            assertThat(log.getOut())
                    .containsPattern("event [-0-9a-f]{36}, version 1 of product " + refused + ", is refused");
            long published = records();
            await("more attempts, which publish nothing again")
                    .during(Duration.ofSeconds(4))
                    .until(() -> records() == published);
            await().untilAsserted(() ->
                    assertThat(tail.read()).extracting(ConsumerRecord::key).containsAll(before));

            allowBytes(1_000_000);
            await().until(() -> cursor().equals(lastEvent()));
            await().untilAsserted(() -> assertThat(tail.read())
                    .extracting(ConsumerRecord::key)
                    .contains(refused)
                    .containsAll(behind));
            assertThat(meters.get("catalog.relay.blocked").gauge().value()).isZero();
        }
    }

    /** How many records the topic has, repeated ones included. */
    private long records() {
        try (Admin kafka = Admin.create(Map.of("bootstrap.servers", parts.bootstrapServers()))) {
            int partitions = kafka.describeTopics(List.of(topic))
                    .allTopicNames()
                    .get()
                    .get(topic)
                    .partitions()
                    .size();
            return kafka
                    .listOffsets(IntStream.range(0, partitions)
                            .boxed()
                            .collect(Collectors.toMap(
                                    partition -> new TopicPartition(topic, partition), _ -> OffsetSpec.latest())))
                    .all()
                    .get()
                    .values()
                    .stream()
                    .mapToLong(end -> end.offset())
                    .sum();
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    private static String large(String sku) {
        Random random = new Random(1);
        String noise =
                random.ints(9_000, 'a', 'z' + 1).mapToObj(Character::toString).collect(Collectors.joining());
        return RunningService.product(sku).replace("\"stock\"", "\"description\":\"" + noise + "\",\"stock\"");
    }

    private String eventBefore(String productId) {
        return owner.sql("""
                        select tx || '/' || position from product_event
                        where (tx, position) < (select tx, position from product_event where product_id = ?::uuid)
                        order by tx desc, position desc limit 1""").param(productId).query(String.class).single();
    }

    @Test
    void aChangeWhoseEventCannotBeStoredIsNotMade() {
        try (RunningService service = RunningService.start(database, topic)) {
            String id = service.create("C-1");
            owner.sql("""
                            insert into product_event (event_id, product_id, version, type, occurred_at, actor, changed_fields)
                            values (gen_random_uuid(), ?::uuid, 2, 'DELETED', now(), 'test', '{}')""").param(id).update();

            HttpResponse<String> answer = service.put("/products/" + id + "/stock", "{\"stock\":7}");

            assertThat(answer.statusCode()).isEqualTo(500);
            assertThat(RunningService.json(answer).get("errorId").asString()).isNotBlank();
            assertThat(answer.body()).doesNotContain("product_event", "duplicate", "sql", "Exception");
            assertThat(RunningService.json(service.get("/products/" + id))
                            .get("stock")
                            .asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void theServiceCannotRewriteItsLog() {
        try (RunningService service = RunningService.start(database, topic)) {
            service.create("D-1");
        }
        JdbcClient app = JdbcClient.create(
                new DriverManagerDataSource(database.jdbcUrl(), database.appUser(), database.appPassword()));

        for (String statement : new String[] {
            "update product_event set actor = 'x'",
            "delete from product_event",
            "truncate product_event",
            "drop table product_event"
        }) {
            assertThat(catchThrowable(() -> app.sql(statement).update()))
                    .as(statement)
                    .rootCause()
                    .hasMessageMatching("(?s).*(permission denied|must be owner).*");
        }
    }

    private void assertTheNextProcessPublishesBothVersionsOf(String id) {
        try (RunningService service = RunningService.start(database, topic);
                TopicTail<ProductEvent> tail = TopicTail.events(topic)) {
            await().untilAsserted(() -> assertThat(tail.read())
                    .extracting(ConsumerRecord::key, record -> record.value().getVersion())
                    .containsExactly(tuple(id, 1L), tuple(id, 2L)));
            await().untilAsserted(() -> assertThat(cursor()).isEqualTo(lastEvent()));
        }
    }

    private void allowBytes(int bytes) {
        AlterConfigOp set = new AlterConfigOp(
                new ConfigEntry("max.message.bytes", Integer.toString(bytes)), AlterConfigOp.OpType.SET);
        try (Admin kafka = Admin.create(Map.of("bootstrap.servers", parts.bootstrapServers()))) {
            kafka.incrementalAlterConfigs(Map.of(new ConfigResource(ConfigResource.Type.TOPIC, topic), List.of(set)))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    private String cursor() {
        return owner.sql("select tx || '/' || position from relay_cursor")
                .query(String.class)
                .single();
    }

    private String lastEvent() {
        return owner.sql("select tx || '/' || position from product_event order by tx desc, position desc limit 1")
                .query(String.class)
                .single();
    }
}
