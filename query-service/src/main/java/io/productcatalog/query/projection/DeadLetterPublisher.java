package io.productcatalog.query.projection;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.KafkaOperations;
import org.springframework.kafka.support.SendResult;

/**
 * Writes records that can never be projected to the topic {@code <topic>.dlt}: key, value and headers as they came, and
 * the {@link DeadLetterHeaders} that tell origin and cause. A record that becomes too large with them is left at its
 * origin, and the letter says so.
 */
class DeadLetterPublisher {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterPublisher.class);

    private static final String LEFT_AT_ORIGIN = "; too large for this topic: key, headers and value are at its origin";

    /** Longer than the producer takes to give a record up, twice. */
    private static final Duration ACKNOWLEDGEMENT_TIMEOUT = Duration.ofSeconds(25);

    private final KafkaOperations<byte[], byte[]> kafka;

    DeadLetterPublisher(KafkaOperations<byte[], byte[]> kafka) {
        this.kafka = kafka;
    }

    /**
     * Returns when the brokers have acknowledged every letter.
     *
     * @throws KafkaException when they have not; some letters may have been written
     */
    void publish(List<DeadLetter> letters) {
        CompletableFuture<?>[] sent = letters.stream().map(this::send).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(sent)
                    .orTimeout(ACKNOWLEDGEMENT_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException failure) {
            throw new KafkaException("dead letters were not acknowledged", failure.getCause());
        }
        for (DeadLetter letter : letters) {
            ConsumerRecord<byte[], byte[]> record = letter.record();
            log.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .log("Dead letter: {}", letter.reason());
        }
    }

    private CompletableFuture<?> send(DeadLetter letter) {
        ConsumerRecord<byte[], byte[]> origin = letter.record();
        ProducerRecord<byte[], byte[]> whole = new ProducerRecord<>(
                DeadLetterHeaders.topicOf(origin.topic()), null, null, origin.key(), origin.value(), origin.headers());
        CompletableFuture<SendResult<byte[], byte[]>> sent = send(addressed(whole, letter, letter.reason()));
        if (sent.isCompletedExceptionally() && !isTooLarge(sent.exceptionNow())) {
            // Each of the others would wait for the brokers as long as this one has.
            throw new KafkaException("a dead letter was refused", sent.exceptionNow());
        }
        return sent.exceptionallyComposeAsync(failure -> {
            if (!isTooLarge(failure)) {
                return CompletableFuture.failedFuture(failure);
            }
            ProducerRecord<byte[], byte[]> notice =
                    new ProducerRecord<>(DeadLetterHeaders.topicOf(origin.topic()), null);
            return send(addressed(notice, letter, letter.reason() + LEFT_AT_ORIGIN));
        });
    }

    /** The template throws what the producer refuses at once. */
    private CompletableFuture<SendResult<byte[], byte[]>> send(ProducerRecord<byte[], byte[]> record) {
        try {
            return kafka.send(record);
        } catch (RuntimeException failure) {
            return CompletableFuture.failedFuture(failure);
        }
    }

    private static boolean isTooLarge(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof RecordTooLargeException) {
                return true;
            }
        }
        return false;
    }

    private static ProducerRecord<byte[], byte[]> addressed(
            ProducerRecord<byte[], byte[]> record, DeadLetter letter, String cause) {
        ConsumerRecord<byte[], byte[]> origin = letter.record();
        header(record, DeadLetterHeaders.ORIGINAL_TOPIC, origin.topic());
        header(record, DeadLetterHeaders.ORIGINAL_PARTITION, Integer.toString(origin.partition()));
        header(record, DeadLetterHeaders.ORIGINAL_OFFSET, Long.toString(origin.offset()));
        header(record, DeadLetterHeaders.ORIGINAL_TIMESTAMP, Long.toString(origin.timestamp()));
        header(record, DeadLetterHeaders.CAUSE, cause);
        return record;
    }

    private static void header(ProducerRecord<byte[], byte[]> record, String name, String value) {
        record.headers().add(name, value.getBytes(StandardCharsets.UTF_8));
    }
}
