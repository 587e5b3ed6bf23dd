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
 * A serializer of product events in Confluent's wire format: a zero byte, the id of the schema in four bytes, and the
 * event in Avro's binary encoding.
 *
 * <p>The setting {@code schema.registry.url} is required. Before the first event of a topic, the schema is registered
 * as a version of the subject {@code <topic>-value}, which gives its id. With {@code auto.register.schemas=false} it is
 * only looked up there. If that fails, a {@link SchemaRegistryException} is thrown, and the next event tries again. For
 * the other settings see {@link SchemaRegistryClient#of}.
 */
public final class ProductEventSerializer implements Serializer<ProductEvent> {

    static {
        AvroTrust.trust();
    }

    static final byte MAGIC_BYTE = 0;
    static final int HEADER_BYTES = 1 + Integer.BYTES;

    private final DatumWriter<ProductEvent> writer = new SpecificDatumWriter<>(ProductEvent.getClassSchema());
    private final Map<String, Integer> idsByTopic = new ConcurrentHashMap<>();
    private @Nullable SchemaRegistryClient registry;
    private boolean register;

    @Override
    public void configure(Map<String, ?> settings, boolean isKey) {
        registry = SchemaRegistryClient.of(settings);
        register = !"false".equals(String.valueOf(settings.get("auto.register.schemas")));
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
        Integer cached = idsByTopic.get(topic);
        if (cached != null) {
            return cached;
        }
        if (registry == null) {
            throw new IllegalStateException("not configured");
        }
        String subject = topic + "-value";
        int id = register
                ? registry.register(subject, ProductEvent.getClassSchema())
                : registry.idOf(subject, ProductEvent.getClassSchema())
                        .orElseThrow(
                                () -> SchemaRegistryException.refused("subject " + subject + " has no such schema"));
        idsByTopic.put(topic, id);
        return id;
    }

    private static byte[] header(int id) {
        return ByteBuffer.allocate(HEADER_BYTES).put(MAGIC_BYTE).putInt(id).array();
    }
}
