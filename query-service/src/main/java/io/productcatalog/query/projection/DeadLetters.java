package io.productcatalog.query.projection;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.kafka.core.KafkaOperations;

/**
 * Writes records that can never be projected to the topic {@code <topic>.dlt}: key, value and headers as they came, and
 * the headers {@code dlt-original-topic}, {@code -partition}, {@code -offset}, {@code -timestamp} (milliseconds) and
 * {@code dlt-cause}, all as UTF-8 text.
 */
class DeadLetters {

    private static final Logger log = LoggerFactory.getLogger(DeadLetters.class);
    private static final int MAX_CAUSE_LENGTH = 500;

    private final KafkaOperations<byte[], byte[]> kafka;

    DeadLetters(KafkaOperations<byte[], byte[]> kafka) {
        this.kafka = kafka;
    }

    /**
     * Returns when the brokers have acknowledged every letter.
     *
     * @throws KafkaException when they have not; some letters may have been written
     */
    void publish(List<DeadLetter> letters) {
        List<? extends CompletableFuture<?>> sent =
                letters.stream().map(letter -> kafka.send(addressed(letter))).toList();
        try {
            sent.forEach(CompletableFuture::join);
        } catch (CompletionException failure) {
            throw new KafkaException("dead letters were not acknowledged", failure.getCause());
        }
        for (DeadLetter letter : letters) {
            ConsumerRecord<byte[], byte[]> record = letter.record();
            log.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .log("Dead letter: {}", cause(letter));
        }
    }

    private static ProducerRecord<byte[], byte[]> addressed(DeadLetter letter) {
        ConsumerRecord<byte[], byte[]> origin = letter.record();
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(
                origin.topic() + ".dlt", null, null, origin.key(), origin.value(), origin.headers());
        header(record, "dlt-original-topic", origin.topic());
        header(record, "dlt-original-partition", Integer.toString(origin.partition()));
        header(record, "dlt-original-offset", Long.toString(origin.offset()));
        header(record, "dlt-original-timestamp", Long.toString(origin.timestamp()));
        header(record, "dlt-cause", cause(letter));
        return record;
    }

    private static String cause(DeadLetter letter) {
        Throwable reason = letter.cause() instanceof NestedRuntimeException nested
                ? nested.getMostSpecificCause()
                : letter.cause();
        String cause = reason.getMessage() == null ? reason.toString() : reason.getMessage();
        return cause.length() <= MAX_CAUSE_LENGTH ? cause : cause.substring(0, MAX_CAUSE_LENGTH);
    }

    private static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
