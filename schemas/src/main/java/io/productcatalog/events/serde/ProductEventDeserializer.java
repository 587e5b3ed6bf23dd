package io.productcatalog.events.serde;

import io.productcatalog.events.AvroTrust;
import io.productcatalog.events.ProductEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads product events in Confluent's wire format: a zero byte, the schema's id in four bytes, the Avro binary. An event
 * is read with the schema it was written with, which the registry knows by the id, and comes out as this library's version
 * of it: what is newer is left out, a newer enum symbol becomes {@code UNKNOWN}.
 *
 * <p>The setting {@code schema.registry.url} is needed. The registry is asked once for each id. A {@link
 * SchemaRegistryException} tells by {@link SchemaRegistryException#isTransient() isTransient} whether the same bytes may be
 * readable later; any other {@link SerializationException} says that they never will be.
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
        if (value.length < ProductEventSerializer.HEADER_BYTES || value[0] != ProductEventSerializer.MAGIC) {
            throw new SerializationException("not in Confluent's wire format");
        }
        DatumReader<ProductEvent> reader = reader(ByteBuffer.wrap(value).getInt(1));
        int begin = ProductEventSerializer.HEADER_BYTES;
        try {
            return reader.read(null, DecoderFactory.get().binaryDecoder(value, begin, value.length - begin, null));
        } catch (IOException | RuntimeException malformed) {
            throw new SerializationException("not the Avro binary of a product event: " + malformed, malformed);
        }
    }

    private DatumReader<ProductEvent> reader(int id) {
        DatumReader<ProductEvent> known = readersById.get(id);
        if (known != null) {
            return known;
        }
        if (registry == null) {
            throw new IllegalStateException("not configured");
        }
        DatumReader<ProductEvent> reader =
                new SpecificDatumReader<>(registry.schema(id), ProductEvent.getClassSchema());
        readersById.put(id, reader);
        return reader;
    }
}
