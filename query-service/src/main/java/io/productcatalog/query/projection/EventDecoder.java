package io.productcatalog.query.projection;

import io.productcatalog.events.ProductEvent;
import io.productcatalog.events.serde.SchemaRegistryException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads a record's bytes in the Confluent wire format.
 *
 * <p>The consumer hands over plain bytes and they are decoded here, on the retried path, because only so can a schema
 * registry that is down be waited for: a deserializer inside the consumer gets one try at a record, and its failure looks
 * the same whether the bytes are garbage or the registry is away.
 */
final class EventDecoder {

    private final Deserializer<ProductEvent> deserializer;

    EventDecoder(Deserializer<ProductEvent> deserializer) {
        this.deserializer = deserializer;
    }

    /**
     * The event in a record that has a value.
     *
     * @throws IllegalArgumentException when the record holds no product event and never will
     * @throws RegistryUnavailableException when the schema registry does not answer, or the thread was interrupted; the
     *     record may be tried again
     */
    ProductEvent decode(ConsumerRecord<byte[], byte[]> record) {
        ProductEvent event;
        try {
            event = deserializer.deserialize(record.topic(), record.value());
        } catch (RuntimeException failure) {
            if (mayHeal(failure)) {
                throw new RegistryUnavailableException(failure);
            }
            throw new IllegalArgumentException("the value cannot be decoded: " + reason(failure), failure);
        }
        byte[] key = event.getProductId().getBytes(StandardCharsets.UTF_8);
        if (!Arrays.equals(key, record.key())) {
            throw new IllegalArgumentException("the key is not the product id");
        }
        return event;
    }

    private static boolean mayHeal(RuntimeException failure) {
        return failure instanceof SchemaRegistryException registry ? registry.isTransient() : isInterrupt(failure);
    }

    /** The watchdog interrupts a call that hangs. Its record is not to blame. */
    private static boolean isInterrupt(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InterruptedException || cause instanceof InterruptException) {
                return true;
            }
        }
        return Thread.currentThread().isInterrupted();
    }

    private static String reason(RuntimeException failure) {
        return failure.getMessage() == null ? failure.toString() : failure.getMessage();
    }
}
