package io.productcatalog.events.serde;

import io.productcatalog.events.AvroTrust;
import io.productcatalog.events.ProductEvent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes product events in Confluent's wire format: a zero byte, the schema's id in four bytes, the Avro binary.
 *
 * <p>The setting {@code schema.registry.url} is needed. Before a topic's first event the schema is registered as a version
 * of the subject {@code <topic>-value}, which gives its id; a {@link SchemaRegistryException} says that this failed, and the
 * next event tries it again.
 */
public final class ProductEventSerializer implements Serializer<ProductEvent> {

    static {
        AvroTrust.trust();
    }

    static final byte MAGIC = 0;
    static final int HEADER_BYTES = 1 + Integer.BYTES;

    private final DatumWriter<ProductEvent> writer = new SpecificDatumWriter<>(ProductEvent.getClassSchema());
    private final Map<String, Integer> idsByTopic = new ConcurrentHashMap<>();
    private @Nullable SchemaRegistryClient registry;

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        registry = SchemaRegistryClient.of(settings);
    }

    @Override
    public byte @Nullable [] serialize(String topic, @Nullable ProductEvent event) {
        if (event == null) {
            return null;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        bytes.writeBytes(header(id(topic)));
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            writer.write(event, encoder);
            encoder.flush();
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    private int id(String topic) {
        Integer known = idsByTopic.get(topic);
        if (known != null) {
            return known;
        }
        if (registry == null) {
            throw new IllegalStateException("not configured");
        }
        int id = registry.register(topic + "-value", ProductEvent.getClassSchema());
        idsByTopic.put(topic, id);
        return id;
    }

    private static byte[] header(int id) {
        return ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putInt(id).array();
    }
}
