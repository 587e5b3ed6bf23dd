package io.productcatalog.query.projection;

import io.productcatalog.events.ProductEvent;
import io.productcatalog.events.serde.SchemaRegistryException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * The decoder of records in the Confluent wire format.
 *
 * <p>The consumer passes plain bytes, and decoding is part of the batch that is retried, so that the projection can
 * wait for a schema registry that is down. A deserializer inside the consumer gets one attempt at a record, and its
 * failure looks the same for malformed bytes and for a registry that does not answer.
 */
final class EventDecoder {

    private final Deserializer<ProductEvent> deserializer;

    EventDecoder(Deserializer<ProductEvent> deserializer) {
        this.deserializer = deserializer;
    }

    /**
     * Decodes a record that has a value.
     *
     * @throws IllegalArgumentException when the record does not hold a product event; a retry does not help
     * @throws RegistryUnavailableException when the schema registry does not answer, or the thread was interrupted; a
     *     retry may help
     */
    ProductEvent decode(ConsumerRecord<byte[], byte[]> record) {
        ProductEvent event;
        try {
            event = deserializer.deserialize(record.topic(), record.value());
        } catch (RuntimeException failure) {
            if (isTransient(failure)) {
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

    private static boolean isTransient(RuntimeException failure) {
        return failure instanceof SchemaRegistryException registry ? registry.isTransient() : isInterrupt(failure);
    }

    /**
     * Whether the thread was interrupted. The watchdog interrupts a call that hangs, and its record is not the cause.
     */
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
