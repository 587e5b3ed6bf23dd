package io.productcatalog.events.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.productcatalog.events.EventType;
import io.productcatalog.events.ProductEvent;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.SerializationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProductEventsInConfluentsWireFormatTest {

    private static final String TOPIC = "catalog.products";

    private final StubRegistry registry = new StubRegistry();
    private final ProductEventSerializer serializer = new ProductEventSerializer();
    private final ProductEventDeserializer deserializer = new ProductEventDeserializer();
    private final ProductEvent event = ProductEvent.newBuilder()
            .setEventId("event")
            .setProductId("product")
            .setVersion(7)
            .setOccurredAt(Instant.parse("2026-11-27T10:00:00Z"))
            .setActor("admin")
            .setType(EventType.DELETED)
            .setChangedFields(List.of())
            .setPreviousPrice(null)
            .setProduct(null)
            .build();

    @BeforeEach
    void configure() {
        Map<String, String> settings = Map.of("schema.registry.url", registry.url());
        serializer.configure(settings, false);
        deserializer.configure(settings, false);
    }

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void aWrittenEventIsReadAndEachSideAsksTheRegistryOnce() {
        byte[] bytes = written(258);
        assertThat(Arrays.copyOf(bytes, 5)).containsExactly(0, 0, 0, 1, 2);
        serializer.serialize(TOPIC, event);

        answerWithTheSchema();
        assertThat(deserializer.deserialize(TOPIC, bytes)).isEqualTo(event);
        assertThat(deserializer.deserialize(TOPIC, bytes)).isEqualTo(event);

        assertThat(registry.requests())
                .containsExactly("POST /subjects/catalog.products-value/versions", "GET /schemas/ids/258");
    }

    @Test
    void aTombstoneStaysATombstone() {
        assertThat(serializer.serialize(TOPIC, null)).isNull();
        assertThat(deserializer.deserialize(TOPIC, null)).isNull();
    }

    @Test
    void aFailureIsNotCached() {
        registry.answer(503, "");
        assertThatThrownBy(() -> serializer.serialize(TOPIC, event)).isInstanceOf(SchemaRegistryException.class);
        byte[] bytes = written(1);

        registry.answer(503, "");
        assertThatThrownBy(() -> deserializer.deserialize(TOPIC, bytes)).isInstanceOf(SchemaRegistryException.class);
        answerWithTheSchema();
        assertThat(deserializer.deserialize(TOPIC, bytes)).isEqualTo(event);
    }

    @Test
    void bytesThatAreNoEventAreNeverReadable() {
        byte[] bytes = written(1);
        answerWithTheSchema();
        byte[] otherMagic = bytes.clone();
        otherMagic[0] = 1;
        byte[] longString = bytes.clone();
        ByteBuffer.wrap(longString, 5, 5).put(new byte[] {-2, -1, -1, -1, 15});

        for (byte[] bad : List.of(new byte[0], new byte[4], otherMagic, Arrays.copyOf(bytes, 9), longString)) {
            assertThatThrownBy(() -> deserializer.deserialize(TOPIC, bad))
                    .isInstanceOf(SerializationException.class)
                    .isNotInstanceOf(SchemaRegistryException.class);
        }
    }

    @Test
    void anEventWithTheSchemaOfAnotherRecordIsNeverReadable() {
        byte[] bytes = written(1);
        registry.answer(
                200, "{\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"Other\\\",\\\"fields\\\":[]}\"}");

        assertThatThrownBy(() -> deserializer.deserialize(TOPIC, bytes))
                .isInstanceOf(SerializationException.class)
                .isNotInstanceOf(SchemaRegistryException.class);
    }

    @Test
    void theAddressOfTheRegistryIsRequired() {
        assertThatThrownBy(() -> new ProductEventSerializer().configure(Map.of(), false))
                .hasMessageContaining("schema.registry.url");
        assertThatThrownBy(() -> new ProductEventDeserializer().configure(Map.of(), false))
                .hasMessageContaining("schema.registry.url");
    }

    private byte[] written(int schemaId) {
        registry.answer(200, "{\"id\":" + schemaId + "}");
        return serializer.serialize(TOPIC, event);
    }

    private void answerWithTheSchema() {
        String schema =
                ProductEvent.getClassSchema().toString().replace("\\", "\\\\").replace("\"", "\\\"");
        registry.answer(200, "{\"schema\":\"" + schema + "\"}");
    }
}
