package io.productcatalog.query.projection;

import io.productcatalog.events.ProductEvent;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import org.apache.avro.InvalidNumberEncodingException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Reads a record's bytes in the Confluent wire format.
 *
 * <p>The consumer hands over plain bytes and they are decoded here, on the retried path, because only so can a schema
 * registry that is down be waited for: a deserializer inside the consumer gets one try at a record, and its failure looks
 * the same whether the bytes are garbage or the registry is away.
 */
final class EventDecoder {

    private final Deserializer<?> deserializer;

    EventDecoder(Deserializer<?> deserializer) {
        this.deserializer = deserializer;
    }

    /**
     * The event in a record that has a value.
     *
     * @throws IllegalArgumentException when the record holds no product event and never will
     * @throws RegistryUnavailableException when the schema registry does not answer; the record may be tried again
     */
    ProductEvent decode(ConsumerRecord<byte[], byte[]> record) {
        Object value;
        try {
            // Without the headers: the format needs none, and one of them would make Apicurio's read all that follow as
            // JSON.
            value = deserializer.deserialize(record.topic(), record.value());
        } catch (RuntimeException failure) {
            if (isRegistryUnavailable(failure)) {
                throw new RegistryUnavailableException(failure);
            }
            throw new IllegalArgumentException("the value cannot be decoded: " + reason(failure), failure);
        }
        if (!(value instanceof ProductEvent event)) {
            throw new IllegalArgumentException("the value is not a product event");
        }
        byte[] key = event.getProductId().getBytes(StandardCharsets.UTF_8);
        if (!Arrays.equals(key, record.key())) {
            throw new IllegalArgumentException("the key is not the product id");
        }
        return event;
    }

    private static boolean isRegistryUnavailable(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            OptionalInt refusal = RegistryRefusal.status(cause);
            if (refusal.isPresent()) {
                int status = refusal.getAsInt();
                return status >= 500 || status == 401 || status == 403 || status == 429;
            }
            if (cause instanceof EOFException || cause instanceof InvalidNumberEncodingException) {
                return false;
            }
            // The second is all that Confluent's deserializer says of an answer 4xx that comes from a proxy or a login.
            if (cause instanceof IOException || cause instanceof InvalidConfigurationException) {
                return true;
            }
        }
        return false;
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && RegistryRefusal.status(cause).isEmpty()) {
            cause = cause.getCause();
        }
        OptionalInt refusal = RegistryRefusal.status(cause);
        return refusal.isPresent()
                ? "the schema registry answers " + refusal.getAsInt() + " for its schema"
                : cause.toString();
    }
}
