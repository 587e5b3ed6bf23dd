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
 * The publisher of records that can never be projected to the topic {@code <topic>.dlt}. A dead letter has the key, the
 * value and the headers of its record, and the {@link DeadLetterHeaders} with origin and cause. If these make it too
 * large, it has only the {@link DeadLetterHeaders}, and its cause says so.
 */
class DeadLetterPublisher {

    private static final Logger log = LoggerFactory.getLogger(DeadLetterPublisher.class);

    private static final String TOO_LARGE = "; too large for this topic: key, headers and value are at its origin";

    /** Longer than two times the delivery timeout of the producer: a dead letter may be sent twice. */
    private static final Duration ACK_TIMEOUT = Duration.ofSeconds(25);

    private final KafkaOperations<byte[], byte[]> kafka;

    DeadLetterPublisher(KafkaOperations<byte[], byte[]> kafka) {
        this.kafka = kafka;
    }

    /**
     * Publishes the dead letters and returns when the brokers have acknowledged all of them.
     *
     * @throws KafkaException when they have not; some dead letters may have been written
     */
    void publish(List<DeadLetter> deadLetters) {
        CompletableFuture<?>[] sent = deadLetters.stream().map(this::send).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(sent)
                    .orTimeout(ACK_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .join();
        } catch (CompletionException failure) {
            throw new KafkaException("dead letters were not acknowledged", failure.getCause());
        }
        for (DeadLetter deadLetter : deadLetters) {
            ConsumerRecord<byte[], byte[]> record = deadLetter.record();
            log.atWarn()
                    .addKeyValue("topic", record.topic())
                    .addKeyValue("partition", record.partition())
                    .addKeyValue("offset", record.offset())
                    .log("Dead letter: {}", deadLetter.reason());
        }
    }

    private CompletableFuture<?> send(DeadLetter deadLetter) {
        ConsumerRecord<byte[], byte[]> origin = deadLetter.record();
        ProducerRecord<byte[], byte[]> whole = new ProducerRecord<>(
                DeadLetterHeaders.topicOf(origin.topic()), null, null, origin.key(), origin.value(), origin.headers());
        CompletableFuture<SendResult<byte[], byte[]>> sent = send(withOrigin(whole, deadLetter, deadLetter.reason()));
        if (sent.isCompletedExceptionally() && !isTooLarge(sent.exceptionNow())) {
            // Fails at once. Otherwise every further dead letter would wait for the brokers as long as this one did.
            throw new KafkaException("a dead letter was refused", sent.exceptionNow());
        }
        return sent.exceptionallyComposeAsync(failure -> {
            if (!isTooLarge(failure)) {
                return CompletableFuture.failedFuture(failure);
            }
            ProducerRecord<byte[], byte[]> notice =
                    new ProducerRecord<>(DeadLetterHeaders.topicOf(origin.topic()), null);
            return send(withOrigin(notice, deadLetter, deadLetter.reason() + TOO_LARGE));
        });
    }

    /** Turns an exception of the template, which it throws if the producer refuses at once, into a failed future. */
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

    private static ProducerRecord<byte[], byte[]> withOrigin(
            ProducerRecord<byte[], byte[]> record, DeadLetter deadLetter, String cause) {
        ConsumerRecord<byte[], byte[]> origin = deadLetter.record();
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
