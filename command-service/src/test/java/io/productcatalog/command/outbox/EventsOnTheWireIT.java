package io.productcatalog.command.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.command.RunningService;
import io.productcatalog.stack.parts.DatabaseAccess;
import io.productcatalog.stack.testing.RealParts;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DecoderFactory;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The event contract, as seen by a subscriber that knows only Kafka, Avro and the registry's Confluent API. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EventsOnTheWireIT {

    private final RealParts parts = RealParts.get();
    private final DatabaseAccess database = parts.newWriteDatabase();
    private final String topic = parts.newTopic();
    private final HttpClient http = HttpClient.newHttpClient();
    private RunningService service;
    private TopicTail<byte[]> tail;

    @BeforeAll
    void start() {
        service = RunningService.start(database, topic);
        tail = TopicTail.of(topic, new ByteArrayDeserializer());
    }

    @AfterAll
    void stop() {
        tail.close();
        service.close();
    }

    private List<ConsumerRecord<String, byte[]>> eventsOf(String id, int count) {
        return await().until(
                        () -> tail.read().stream()
                                .filter(record -> record.key().equals(id))
                                .toList(),
                        records -> records.size() == count);
    }

    /** Decodes Confluent's wire format: a zero byte, four bytes with the id of the schema, and the Avro binary. */
    private GenericRecord decode(byte[] value) throws IOException, InterruptedException {
        ByteBuffer buffer = ByteBuffer.wrap(value);
        assertThat(buffer.get()).isZero();
        HttpResponse<String> schema = registry("GET", "/schemas/ids/" + buffer.getInt(), null);
        Schema writer = new Schema.Parser()
                .parse(RunningService.JSON.readTree(schema.body()).get("schema").asString());
        return new GenericDatumReader<GenericRecord>(writer)
                .read(null, DecoderFactory.get().binaryDecoder(value, 5, value.length - 5, null));
    }

    private HttpResponse<String> registry(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest.BodyPublisher publisher =
                body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body);
        return http.send(
                HttpRequest.newBuilder(URI.create(parts.registryUrl() + path))
                        .version(HttpClient.Version.HTTP_1_1)
                        .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                        .method(method, publisher)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void anEventCarriesTheWholeStateAfterTheChange() throws Exception {
        String id = service.create("WIRE-1");
        service.put("/products/" + id + "/price", "{\"amount\":\"0.90\",\"currency\":\"EUR\"}");
        service.delete(id);

        List<ConsumerRecord<String, byte[]>> records = eventsOf(id, 3);
        GenericRecord created = decode(records.get(0).value());
        GenericRecord repriced = decode(records.get(1).value());
        GenericRecord deleted = decode(records.get(2).value());

        assertThat(created.get("productId")).hasToString(id);
        assertThat(created.get("type")).hasToString("CREATED");
        assertThat(created.get("actor")).hasToString("ann");
        assertThat(repriced.get("version")).isEqualTo(2L);
        assertThat(repriced.get("changedFields")).hasToString("[price]");
        assertThat(((GenericRecord) repriced.get("previousPrice")).get("minorUnits"))
                .isEqualTo(100L);
        GenericRecord product = (GenericRecord) repriced.get("product");
        assertThat(((GenericRecord) product.get("price")).get("minorUnits")).isEqualTo(90L);
        assertThat(product.get("name")).hasToString("Thing");
        assertThat(product.get("status")).hasToString("ACTIVE");
        assertThat(deleted.get("version")).isEqualTo(3L);
        assertThat(deleted.get("type")).hasToString("DELETED");
        assertThat(deleted.get("product")).isNull();
    }

    @Test
    void theHeadersAreCloudEventsAttributesAndTheTraceOfTheRequest() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        String id = RunningService.json(service.send(service.request("/products")
                        .header("Content-Type", "application/json")
                        .header("traceparent", "00-" + trace + "-00f067aa0ba902b7-01")
                        .POST(HttpRequest.BodyPublishers.ofString(RunningService.product("WIRE-2")))))
                .get("id")
                .asString();

        Map<String, String> headers = new LinkedHashMap<>();
        eventsOf(id, 1)
                .getFirst()
                .headers()
                .forEach(header -> headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8)));

        assertThat(headers)
                .containsEntry("ce_specversion", "1.0")
                .containsEntry("ce_type", "io.productcatalog.product.created")
                .containsEntry("ce_source", "/command-service")
                .containsEntry("ce_subject", id)
                .containsEntry("content-type", "application/avro")
                .containsKeys("ce_id", "ce_time");
        assertThat(headers.get("traceparent")).startsWith("00-" + trace + "-").endsWith("-01");
    }

    @Test
    void theRegistryRefusesASchemaThatWouldBreakSubscribers() throws Exception {
        service.create("WIRE-3");
        String subject = topic + "-value";
        await().until(() -> registry("GET", "/config/" + subject, null).body().contains("FULL_TRANSITIVE"));
        String latest = RunningService.JSON
                .readTree(registry("GET", "/subjects/" + subject + "/versions/latest", null)
                        .body())
                .get("schema")
                .asString();

        String breaking = RunningService.JSON.writeValueAsString(
                Map.of("schema", latest.replace("\"name\":\"sku\"", "\"name\":\"article\"")));

        assertThat(registry("POST", "/subjects/" + subject + "/versions", breaking)
                        .statusCode())
                .isEqualTo(409);
        assertThat(registry("GET", "/subjects/" + subject + "/versions", null).body())
                .isEqualTo("[1]");
    }
}
