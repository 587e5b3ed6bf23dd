package io.productcatalog.events.serde;

import io.productcatalog.events.AvroTrust;
import io.productcatalog.events.ProductEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * A deserializer of product events in Confluent's wire format: a zero byte, the id of the schema in four bytes, and the
 * event in Avro's binary encoding. The registry has the schema with which the event was written. The result has the
 * fields of this library's schema: other fields are left out, and an unknown enum symbol becomes {@code UNKNOWN}.
 *
 * <p>The setting {@code schema.registry.url} is required. For the others see
 * {@link SchemaRegistryClient#of}. The registry is asked once for each id. After a
 * {@link SchemaRegistryException} that is {@linkplain SchemaRegistryException#isTransient() transient} the same bytes
 * may be readable later. After any other {@link SerializationException} they never will be. A registry that knows neither
 * the schema nor the topic's subject is another registry, or has lost its schemas, which is a transient failure.
 */
public final class ProductEventDeserializer implements Deserializer<ProductEvent> {

    static {
        AvroTrust.trust();
    }

    private final Map<Integer, DatumReader<ProductEvent>> readersById = new ConcurrentHashMap<>();
    private @Nullable SchemaRegistryClient registry;

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        registry = SchemaRegistryClient.of(settings);
    }

    @Override
    public @Nullable ProductEvent deserialize(String topic, byte @Nullable [] value) {
        if (value == null) {
            return null;
        }
        if (value.length < ProductEventSerializer.HEADER_BYTES || value[0] != ProductEventSerializer.MAGIC_BYTE) {
            throw new SerializationException("not in Confluent's wire format");
        }
        DatumReader<ProductEvent> reader = reader(ByteBuffer.wrap(value).getInt(1), topic);
        int begin = ProductEventSerializer.HEADER_BYTES;
        try {
            return reader.read(null, DecoderFactory.get().binaryDecoder(value, begin, value.length - begin, null));
        } catch (IOException | RuntimeException malformed) {
            throw new SerializationException("not the Avro binary of a product event: " + malformed, malformed);
        }
    }

    private DatumReader<ProductEvent> reader(int id, String topic) {
        DatumReader<ProductEvent> cached = readersById.get(id);
        if (cached != null) {
            return cached;
        }
        if (registry == null) {
            throw new IllegalStateException("not configured");
        }
        DatumReader<ProductEvent> reader =
                new SpecificDatumReader<>(schema(registry, id, topic + "-value"), ProductEvent.getClassSchema());
        readersById.put(id, reader);
        return reader;
    }

    private static Schema schema(SchemaRegistryClient registry, int id, String subject) {
        try {
            return registry.schema(id);
        } catch (SchemaRegistryException refused) {
            if (!refused.isTransient() && !registry.hasSubject(subject)) {
                throw SchemaRegistryException.unavailable(
                        "the schema registry knows neither schema " + id + " nor the subject " + subject
                                + ": it is another registry, or has lost its schemas",
                        refused);
            }
            throw refused;
        }
    }
}
