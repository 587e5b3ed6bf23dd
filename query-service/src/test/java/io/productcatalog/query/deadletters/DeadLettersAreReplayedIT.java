package io.productcatalog.query.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.events.ProductEvent;
import io.productcatalog.query.testing.Products;
import io.productcatalog.query.testing.RunningQueryService;
import io.productcatalog.stack.testing.RealParts;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Guarantee 5: a dead letter can be shown, and projected once it is usable. */
class DeadLettersAreReplayedIT {

    private static final int PARTITION = 3;

    private RunningQueryService service;

    @BeforeEach
    void start() {
        service = RunningQueryService.start(Map.of());
        // Registers the schema of the events of this topic, so that no later event takes an id.
        service.topic().encode(Products.active(Products.newId(), 1));
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void aDeadLetterIsServedOnceItsSchemaIsKnownUnlessItIsSupersededAndGarbageStaysUnusable() {
        UUID healed = Products.newId();
        UUID superseded = Products.newId();
        int laterId = nextSchemaId();
        publish(healed, withSchema(laterId, Products.active(healed, 2)));
        publish(superseded, withSchema(laterId, Products.active(superseded, 2)));
        service.topic()
                .publish(
                        PARTITION,
                        "gar\u001b[31mbage",
                        "not avro".getBytes(UTF_8),
                        new RecordHeader("own", "x\n".getBytes(UTF_8)));
        service.topic().publish(PARTITION, Products.active(superseded, 3));
        awaitDeadLetters(3);

        CommandRun list = run("list");
        assertThat(list.exitCode()).as(list.err()).isZero();
        assertThat(list.err()).isEmpty();
        assertThat(list.out()).hasSize(3);
        assertThat(row(list, "gar\\u001b[31mbage"))
                .satisfies(columns -> assertThat(columns[1]).startsWith("20").endsWith("Z"))
                .satisfies(columns -> assertThat(columns[3]).isEqualTo(PARTITION + "-2"))
                .satisfies(columns -> assertThat(columns[4]).isNotBlank());
        assertThat(row(list, healed.toString())[4]).contains("registry answers 404");
        String healedAt = row(list, healed.toString())[0];
        String supersededAt = row(list, superseded.toString())[0];
        String garbageAt = row(list, "gar\\u001b[31mbage")[0];

        CommandRun tooEarly = run("replay", healedAt);
        assertThat(tooEarly.exitCode()).isEqualTo(1);
        assertThat(tooEarly.out()).singleElement().asString().startsWith(healedAt + "\tstill unusable: ");
        assertThat(service.get("/products/" + healed).statusCode()).isEqualTo(404);

        assertThat(registerNewSchema()).isEqualTo(laterId);
        CommandRun show = run("show", healedAt);
        assertThat(show.exitCode()).as(show.err()).isZero();
        assertThat(show.out())
                .contains("origin   3-0", "key      " + healed)
                .anyMatch(line -> line.startsWith("  00000000  00 "))
                .anyMatch(line -> line.startsWith("event    {") && line.contains("\"version\": 2"));

        CommandRun replay = run("replay", "all");
        assertThat(replay.err()).isEmpty();
        assertThat(replay.exitCode()).isEqualTo(1);
        assertThat(replay.out())
                .hasSize(3)
                .contains(healedAt + "\tstored", supersededAt + "\tsuperseded")
                .anyMatch(line -> line.startsWith(garbageAt + "\tstill unusable: "));
        assertThat(service.get("/products/" + healed).body()).contains("\"version\":2");
        assertThat(service.get("/products/" + superseded).body()).contains("\"version\":3");

        CommandRun again = run("replay", healedAt, supersededAt);
        assertThat(again.exitCode()).isZero();
        assertThat(again.out()).containsExactlyInAnyOrder(healedAt + "\tsuperseded", supersededAt + "\tsuperseded");
        CommandRun garbage = run("show", garbageAt);
        assertThat(garbage.exitCode()).isZero();
        assertThat(garbage.out())
                .contains("  own: x\\u000a")
                .anyMatch(line -> line.contains("|not avro|"))
                .anyMatch(line -> line.startsWith("event    (none: "));
        assertThat(groups()).as("reading leaves no consumer group").containsExactly("query-service.read-model-1");
    }

    @Test
    void theExitCodeDistinguishesWrongUsageFromADependencyThatDoesNotAnswer() {
        assertThat(run("replay")).satisfies(run -> {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("usage: dead-letters list");
            assertThat(run.out()).isEmpty();
        });
        assertThat(CommandRun.of(Map.of("CATALOG_TOPIC", "a b"), "list")).satisfies(run -> {
            assertThat(run.exitCode()).isEqualTo(2);
            assertThat(run.err()).contains("CATALOG_TOPIC must be", "KAFKA_BOOTSTRAP_SERVERS is missing");
            assertThat(run.out()).isEmpty();
        });
        assertThat(run("show", "3-99")).satisfies(run -> {
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .isEqualTo(
                            "There is no dead letter 3-99 in " + service.topic().name() + ".dlt.");
        });
        UUID id = Products.newId();
        service.topic().publish(PARTITION, "other-key", service.topic().encode(Products.active(id, 1)));
        awaitDeadLetters(1);
        assertNoAnswer("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1", "list");
        assertNoAnswer("CATALOG_TOPIC", "nowhere", "list");
        assertNoAnswer("SCHEMA_REGISTRY_URL", "http://127.0.0.1:1/apis/ccompat/v7", "replay", "all");
        service.topic().publish(PARTITION, id.toString(), withSchema(nextSchemaId(), Products.active(id, 1)));
        awaitDeadLetters(2);
        registerNewSchema();
        assertNoAnswer("CATALOG_READ_DB_URL", "postgresql://127.0.0.1:1/nowhere", "replay", "all");
    }

    private void assertNoAnswer(String setting, String value, String... arguments) {
        Map<String, String> environment = new HashMap<>(service.environment());
        environment.put(setting, value);
        assertThat(CommandRun.of(environment, arguments)).satisfies(run -> {
            assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
            assertThat(run.err()).hasLineCount(1).contains(setting.equals("CATALOG_TOPIC") ? "nowhere.dlt" : setting);
        });
    }

    private CommandRun run(String... arguments) {
        return CommandRun.of(service.environment(), arguments);
    }

    private static String[] row(CommandRun list, String key) {
        return list.out().stream()
                .map(line -> line.split("\t"))
                .filter(columns -> columns[2].equals(key))
                .findFirst()
                .orElseThrow();
    }

    private void publish(UUID id, byte[] value) {
        service.topic().publish(PARTITION, id.toString(), value);
    }

    private void awaitDeadLetters(int count) {
        service.awaitProjected();
        await().until(() -> service.topic().deadLetters().size() == count);
    }

    /** The bytes that a producer with a newer schema writes, which adds a value to an enum. */
    private byte[] withSchema(int id, ProductEvent event) {
        byte[] bytes = service.topic().encode(event);
        ByteBuffer.wrap(bytes).putInt(1, id);
        return bytes;
    }

    /** The id that the registry will give to the next schema. */
    private int nextSchemaId() {
        int first = registerNewSchema();
        int second = registerNewSchema();
        return second + second - first;
    }

    /** Registers a schema that the registry has not seen and returns its id. */
    private int registerNewSchema() {
        String name = "NEW_" + UUID.randomUUID().toString().replace("-", "");
        Schema schema = new Schema.Parser()
                .parse(ProductEvent.getClassSchema()
                        .toString()
                        .replace("\"DISCONTINUED\"", "\"DISCONTINUED\",\"" + name + "\""));
        GenericRecord record = Products.generic(Products.active(Products.newId(), 1), schema);
        return ByteBuffer.wrap(service.topic().encodeGeneric(name, record)).getInt(1);
    }

    private List<String> groups() {
        try (Admin admin =
                Admin.create(Map.of("bootstrap.servers", RealParts.get().bootstrapServers()))) {
            return admin.listGroups().all().get().stream()
                    .map(group -> group.groupId())
                    .toList();
        } catch (Exception failure) {
            throw new IllegalStateException(failure);
        }
    }
}
