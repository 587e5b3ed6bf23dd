package io.productcatalog.query.projection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.events.Money;
import io.productcatalog.events.Product;
import io.productcatalog.events.ProductEvent;
import io.productcatalog.query.testing.Products;
import io.productcatalog.query.testing.RunningQueryService;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Guarantee 5: a record that can never be projected goes to the dead-letter topic, and its partition goes on at
 * once.
 */
class PoisonedRecordStopsNobodyIT {

    private static final int PARTITION = 3;

    private static RunningQueryService service;

    /** The products that earlier tests have left. */
    private Set<UUID> otherProducts;

    private Set<String> otherDeadLetters;

    @BeforeAll
    static void start() {
        service = RunningQueryService.start(Map.of());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @BeforeEach
    void rememberWhatEarlierTestsLeft() {
        otherProducts = service.versions().keySet();
        otherDeadLetters = service.topic().deadLetters().stream()
                .map(PoisonedRecordStopsNobodyIT::position)
                .collect(Collectors.toSet());
    }

    @Test
    void recordsThatCannotBeDecodedAreDeadLetteredWithTheirBytesOriginAndCause() {
        UUID before = Products.newId();
        UUID after = Products.newId();
        byte[] garbage = "not avro".getBytes(UTF_8);
        long first = service.topic().ends().getOrDefault(PARTITION, 0L);
        byte[] unknownSchema = {0, 0x7f, 0x7f, 0x7f, 0x7f, 1, 2, 3};
        byte[] whole = service.topic().encode(Products.active(Products.newId(), 1));
        byte[] truncated = Arrays.copyOf(whole, whole.length / 2);
        byte[] otherType = service.topic().encodeGeneric("another-topic", otherRecord());
        ProductEvent unprojectable = Products.active(Products.newId(), 1);
        unprojectable.getProduct().setPrice(new Money(1L, "???"));

        service.topic().publish(PARTITION, Products.active(before, 1));
        service.topic().publish(PARTITION, "garbage", garbage);
        service.topic().publish(PARTITION, "unknown-schema", unknownSchema);
        service.topic().publish(PARTITION, "truncated", truncated);
        service.topic().publish(PARTITION, "other-type", otherType);
        service.topic().publish(PARTITION, "other-key", whole);
        service.topic().publish(PARTITION, unprojectable);
        service.topic().publish(PARTITION, "empty", new byte[0]);
        service.topic().publish(PARTITION, after.toString(), null);
        service.topic().publish(PARTITION, Products.active(after, 1));
        service.awaitProjected();

        assertThat(versions()).containsOnly(Map.entry(before, 1L), Map.entry(after, 1L));
        await().untilAsserted(() -> assertThat(service.topic().committed())
                .isEqualTo(service.topic().ends()));
        List<ConsumerRecord<byte[], byte[]>> deadLetters = deadLetters();
        assertThat(deadLetters)
                .extracting(deadLetter -> new String(deadLetter.key(), UTF_8))
                .containsExactlyInAnyOrder(
                        "garbage",
                        "unknown-schema",
                        "truncated",
                        "other-type",
                        "other-key",
                        unprojectable.getProductId(),
                        "empty");
        ConsumerRecord<byte[], byte[]> deadLetter = deadLetters.stream()
                .filter(one -> Arrays.equals(one.key(), "garbage".getBytes(UTF_8)))
                .findFirst()
                .orElseThrow();
        assertThat(deadLetter.value()).isEqualTo(garbage);
        assertThat(header(deadLetter, "dlt-original-topic"))
                .isEqualTo(service.topic().name());
        assertThat(header(deadLetter, "dlt-original-partition")).isEqualTo("3");
        assertThat(header(deadLetter, "dlt-original-offset")).isEqualTo(Long.toString(first + 1));
        assertThat(header(deadLetter, "dlt-original-timestamp")).matches("[0-9]{13}");
        assertThat(header(deadLetter, "dlt-cause")).isNotBlank();
    }

    /** The deserializer of Apicurio would read all later records as JSON. */
    @Test
    void aHeaderThatNamesAnotherEncodingChangesNothing() {
        ProductEvent misnamed = Products.active(Products.newId(), 1);
        ProductEvent after = Products.active(Products.newId(), 1);

        service.topic()
                .publish(
                        PARTITION,
                        misnamed.getProductId(),
                        service.topic().encode(misnamed),
                        new RecordHeader("apicurio.value.encoding", "JSON".getBytes(UTF_8)));
        service.topic().publish(PARTITION, after);
        service.awaitProjected();

        assertThat(versions())
                .containsOnlyKeys(UUID.fromString(misnamed.getProductId()), UUID.fromString(after.getProductId()));
        assertThat(deadLetters()).isEmpty();
    }

    @Test
    void aRecordAsLargeAsTheTopicAllowsIsDeadLetteredWithItsHeaders() {
        long first = service.topic().ends().getOrDefault(PARTITION, 0L);
        byte[] compressible = new byte[5 << 20];
        byte[] incompressible = new byte[1_048_050];
        new Random(1).nextBytes(incompressible);
        UUID after = Products.newId();
        Header own = new RecordHeader("ce_id", "17".getBytes(UTF_8));

        service.topic().publish(PARTITION, "compressible", compressible, own);
        service.topic().publish(PARTITION, "incompressible", incompressible, own);
        service.topic().publish(PARTITION, Products.active(after, 1));
        service.awaitProjected();

        assertThat(versions()).containsOnly(Map.entry(after, 1L));
        List<ConsumerRecord<byte[], byte[]>> deadLetters = deadLetters();
        assertThat(deadLetters)
                .hasSize(2)
                .anySatisfy(deadLetter -> {
                    assertThat(deadLetter.key()).isEqualTo("compressible".getBytes(UTF_8));
                    assertThat(deadLetter.value()).isEqualTo(compressible);
                    assertThat(header(deadLetter, "ce_id")).isEqualTo("17");
                })
                .anySatisfy(deadLetter -> {
                    assertThat(deadLetter.value())
                            .as("does not fit with origin and cause")
                            .isNull();
                    assertThat(header(deadLetter, "dlt-original-offset")).isEqualTo(Long.toString(first + 1));
                    assertThat(header(deadLetter, "dlt-cause")).contains("too large");
                });
    }

    @Test
    void onlyTheRowThatTheDatabaseRefusesForItsContentIsDeadLettered() {
        UUID refused = Products.newId();
        UUID healthy = Products.newId();
        service.readModel()
                .sql("alter table product_document add check (sku <> 'SKU-" + refused + "')")
                .update();

        service.topic().publish(PARTITION, Products.active(refused, 1));
        service.topic().publish(PARTITION, Products.active(healthy, 1));
        service.awaitProjected();

        assertThat(versions()).containsOnly(Map.entry(healthy, 1L));
        await().untilAsserted(() -> assertThat(deadLetters())
                .extracting(deadLetter -> new String(deadLetter.key(), UTF_8))
                .containsExactly(refused.toString()));
    }

    /** The database reports this as an error of its own, which the projection would retry without a limit. */
    @Test
    void aTextThatIsTooLongForAnIndexIsDeadLettered() {
        UUID longest = Products.newId();
        Product product = Products.product(longest);
        product.setSku(incompressible(800));
        product.setCategories(List.of(incompressible(800)));
        UUID tooLong = Products.newId();
        Product other = Products.product(tooLong);
        other.setSku(incompressible(801));
        UUID tooDeep = Products.newId();
        Product another = Products.product(tooDeep);
        another.setCategories(List.of(incompressible(801)));

        service.topic()
                .publish(
                        Products.event(longest, 1, product),
                        Products.event(tooLong, 1, other),
                        Products.event(tooDeep, 1, another));
        service.awaitProjected();

        assertThat(versions()).containsOnly(Map.entry(longest, 1L));
        await().untilAsserted(() -> assertThat(deadLetters())
                .extracting(deadLetter -> new String(deadLetter.key(), UTF_8))
                .containsExactlyInAnyOrder(tooLong.toString(), tooDeep.toString()));
    }

    private static String incompressible(int length) {
        return new Random(length)
                .ints(length, '一', '龥')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    @Test
    void aProductWithAnUnknownStatusIsStoredAndNotServed() {
        UUID id = Products.newId();
        service.topic()
                .publish(
                        PARTITION,
                        id.toString(),
                        service.topic().encodeGeneric(service.topic().name(), withNewStatus(Products.active(id, 5))));
        service.awaitProjected();

        assertThat(versions()).containsOnly(Map.entry(id, -5L));
        assertThat(deadLetters()).isEmpty();
    }

    private static GenericRecord withNewStatus(ProductEvent event) {
        String extended =
                ProductEvent.getClassSchema().toString().replace("\"DISCONTINUED\"", "\"DISCONTINUED\",\"RECALLED\"");
        Schema schema = new Schema.Parser().parse(extended);
        GenericRecord record = Products.generic(event, schema);
        GenericRecord product = (GenericRecord) record.get("product");
        product.put(
                "status",
                new GenericData.EnumSymbol(
                        product.getSchema().getField("status").schema(), "RECALLED"));
        return record;
    }

    private static GenericRecord otherRecord() {
        Schema schema = new Schema.Parser().parse("""
                {"type":"record","name":"Other","namespace":"elsewhere","fields":[{"name":"text","type":"string"}]}""");
        GenericRecord record = new GenericData.Record(schema);
        record.put("text", "well-formed, but no product event");
        return record;
    }

    private Map<UUID, Long> versions() {
        Map<UUID, Long> versions = new HashMap<>(service.versions());
        versions.keySet().removeAll(otherProducts);
        return versions;
    }

    private List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        return service.topic().deadLetters().stream()
                .filter(deadLetter -> !otherDeadLetters.contains(position(deadLetter)))
                .toList();
    }

    private static String position(ConsumerRecord<byte[], byte[]> deadLetter) {
        return deadLetter.partition() + "-" + deadLetter.offset();
    }

    private static String header(ConsumerRecord<byte[], byte[]> deadLetter, String name) {
        return new String(deadLetter.headers().lastHeader(name).value(), UTF_8);
    }
}
