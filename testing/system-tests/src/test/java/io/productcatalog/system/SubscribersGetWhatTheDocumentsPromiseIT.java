package io.productcatalog.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;
import static org.awaitility.Awaitility.await;

import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The running system and the examples keep the promises of asyncapi.yaml and docs/subscribing.md. The examples run as a
 * subscriber runs them, on a topic that holds what they have to handle: changes, deletions, late duplicates and Kafka's
 * tombstones.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ResourceLock("own stack")
class SubscribersGetWhatTheDocumentsPromiseIT {

    private static final JsonNode ASYNC_API = read(Path.of("..", "..", "schemas", "asyncapi.yaml"));
    private static final String TOPIC =
            ASYNC_API.at("/channels/products/address").asString();
    private static final Path EXAMPLES =
            Path.of("..", "..", "docs", "subscribing").toAbsolutePath();
    private static final String SETTINGS_FILE = System.getProperty("subscriber.settings", "subscriber.properties");
    private static final Duration INSTALL_TIMEOUT = Duration.ofMinutes(10);

    private RunningStack stack;
    private Path directory;
    private CatalogClient client;
    private String repriced;
    private String deleted;
    private String draft;
    private List<ConsumerRecord<String, byte[]>> published;

    private static JsonNode read(Path yaml) {
        try (Reader file = Files.newBufferedReader(yaml)) {
            return JsonMapper.shared().valueToTree(new Yaml().<Map<String, Object>>load(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeAll
    void start() {
        stack = RunningStack.start("subscribers");
        directory = stack.state();
        client = new CatalogClient(stack.env());
        repriced = create("SUB-1");
        client.admin("PUT", "/products/" + repriced + "/price", "{\"amount\":\"150000\",\"currency\":\"JPY\"}");
        deleted = create("SUB-2");
        client.admin("DELETE", "/products/" + deleted, "", "If-Match", "\"1\"");
        draft = create("SUB-3");
        client.admin("PUT", "/products/" + draft + "/status", "{\"status\":\"DRAFT\"}");
        published = records(TOPIC, 6);
        deliverAgain(repriced);
        deliverAgain(deleted);
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    private String create(String sku) {
        HttpResponse<String> created = client.create(sku);
        assertThat(created.statusCode()).as(created.body()).isEqualTo(201);
        return CatalogClient.id(created);
    }

    /** Appends a copy of the product's first event and then a tombstone, behind all other events. */
    private void deliverAgain(String id) {
        ConsumerRecord<String, byte[]> first = published.stream()
                .filter(record -> record.key().equals(id))
                .findFirst()
                .orElseThrow();
        send(new ProducerRecord<>(TOPIC, first.partition(), id, first.value(), first.headers()));
        send(new ProducerRecord<>(TOPIC, first.partition(), id, null));
    }

    private void send(ProducerRecord<String, byte[]> record) {
        try (KafkaProducer<String, byte[]> producer =
                new KafkaProducer<>(kafka(), new StringSerializer(), new ByteArraySerializer())) {
            producer.send(record);
        }
    }

    /** Waits for this number of records and returns them, those of one product in their order. */
    private List<ConsumerRecord<String, byte[]>> records(String topic, int count) {
        List<ConsumerRecord<String, byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> consumer =
                new KafkaConsumer<>(kafka(), new StringDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            await(count + " records of " + topic).until(() -> {
                consumer.poll(Duration.ofMillis(100)).forEach(records::add);
                return records.size() == count;
            });
        }
        return records;
    }

    private Map<String, Object> kafka() {
        return Map.of("bootstrap.servers", stack.env().get("KAFKA_BOOTSTRAP_SERVERS"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"products", "deadLetters"})
    @Order(1)
    void aTopicIsAsAsyncApiDescribesIt(String channel) throws Exception {
        JsonNode documented = ASYNC_API.at("/channels/" + channel);
        String topic = documented.get("address").asString();
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = Admin.create(kafka())) {
            assertThat(admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get()
                            .get(topic)
                            .partitions())
                    .hasSize(documented.at("/bindings/kafka/partitions").asInt());
            Config actual = admin.describeConfigs(List.of(resource)).all().get().get(resource);
            documented.at("/bindings/kafka/topicConfiguration").forEachEntry((name, value) -> {
                // The local stack has only one broker.
                if (!name.equals("min.insync.replicas")) {
                    assertThat(actual.get(name).value())
                            .as(name)
                            .isEqualTo(value.isArray() ? value.get(0).asString() : value.asString());
                }
            });
        }
    }

    @Test
    @Order(1)
    void recordsAreAsAsyncApiDescribesThem() {
        JsonNode message = ASYNC_API.at("/components/messages/productEvent");
        assertThat(published).hasSize(6).allSatisfy(record -> {
            assertConforms(message.at("/bindings/kafka/key"), record.key());
            assertConforms(message.get("headers"), headers(record));
            assertThat(record.value()[0]).isZero();
        });
    }

    private static Map<String, String> headers(ConsumerRecord<?, ?> record) {
        Map<String, String> headers = new HashMap<>();
        record.headers().forEach(header -> headers.put(header.key(), new String(header.value(), UTF_8)));
        return headers;
    }

    private static void assertConforms(JsonNode schema, Object value) {
        assertThat(SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                        .getSchema(schema)
                        .validate(JsonMapper.shared().valueToTree(value)))
                .as(value.toString())
                .isEmpty();
        if (value instanceof Map<?, ?> names) {
            assertThat(schema.get("properties").propertyNames().toArray())
                    .as("the documented headers")
                    .containsAll(names.keySet());
        }
    }

    @Test
    @Order(2)
    void theJavaExampleKeepsTheHighestVersion() throws IOException {
        Properties settings = new Properties();
        try (Reader file = Files.newBufferedReader(EXAMPLES.resolve("java").resolve(SETTINGS_FILE))) {
            settings.load(file);
        }
        settings.putAll(kafka());
        settings.put("schema.registry.url", registryUrl());
        Path adapted = directory.resolve("subscriber.properties");
        try (Writer file = Files.newBufferedWriter(adapted)) {
            settings.store(file, null);
        }

        assertKeepsTheHighestVersion(
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        EXAMPLES.resolve("java/target/product-mirror.jar").toString(),
                        adapted.toString()),
                "11.50");
    }

    @Test
    @Order(2)
    void theNodeExampleKeepsTheHighestVersion() throws Exception {
        RequiredTool.NODE.require();
        RequiredTool.NPM.require();
        Path installed = Files.createDirectory(directory.resolve("node"));
        try (Stream<Path> files = Files.list(EXAMPLES.resolve("node"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.copy(file, installed.resolve(file.getFileName()));
            }
        }
        Path output = directory.resolve("logs").resolve("npm.log");
        Process npm = new ProcessBuilder("npm", "ci", "--no-audit", "--no-fund")
                .directory(installed.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(npm.waitFor(INSTALL_TIMEOUT.toSeconds(), TimeUnit.SECONDS) && npm.exitValue() == 0)
                .as(() -> contentOf(output.toFile()))
                .isTrue();

        ProcessBuilder node = new ProcessBuilder("node", "product-mirror.js").directory(installed.toFile());
        node.environment().put("KAFKA_BOOTSTRAP_SERVERS", stack.env().get("KAFKA_BOOTSTRAP_SERVERS"));
        node.environment().put("SCHEMA_REGISTRY_URL", registryUrl());
        assertKeepsTheHighestVersion(node, "12.50");
    }

    private String registryUrl() {
        return stack.env().get("SCHEMA_REGISTRY_URL");
    }

    /** Checks the subscriber with the records that are already in the topic, and then with a new change. */
    private void assertKeepsTheHighestVersion(ProcessBuilder subscriber, String newPrice) throws IOException {
        Path output = Files.createTempFile(directory.resolve("logs"), "subscriber", ".log");
        Process process = subscriber
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            awaitOutput(output, "complete: 2 products");
            assertThat(lines(output, repriced))
                    .containsExactly("v1 ACTIVE SUB-1 1299.00 EUR", "v2 ACTIVE SUB-1 150000 JPY");
            assertThat(lines(output, deleted)).containsExactly("v1 ACTIVE SUB-2 1299.00 EUR", "v2 DELETED");
            assertThat(lines(output, draft)).startsWith("v1 ACTIVE SUB-3 1299.00 EUR", "v2 DRAFT SUB-3 1299.00 EUR");

            client.admin(
                    "PUT", "/products/" + draft + "/price", "{\"amount\":\"" + newPrice + "\",\"currency\":\"EUR\"}");
            awaitOutput(output, "DRAFT SUB-3 " + newPrice + " EUR");
        } finally {
            process.destroyForcibly().onExit().join();
        }
    }

    private static void awaitOutput(Path output, String text) {
        await().untilAsserted(() -> assertThat(output).content().contains(text));
    }

    private static List<String> lines(Path output, String id) throws IOException {
        try (Stream<String> lines = Files.lines(output)) {
            return lines.filter(line -> line.startsWith(id))
                    .map(line -> line.substring(id.length() + 1))
                    .toList();
        }
    }

    /** This test runs last because the examples cannot read past such a record. */
    @Test
    @Order(3)
    void aDeadLetterIsAsAsyncApiDescribesIt() {
        send(new ProducerRecord<>(TOPIC, "poison", "poison".getBytes(UTF_8)));

        ConsumerRecord<String, byte[]> deadLetter = records(
                        ASYNC_API.at("/channels/deadLetters/address").asString(), 1)
                .getFirst();
        assertThat(deadLetter.key()).isEqualTo("poison");
        assertConforms(ASYNC_API.at("/components/messages/deadLetter/headers"), headers(deadLetter));
    }
}
