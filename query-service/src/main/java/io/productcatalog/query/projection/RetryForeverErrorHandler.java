package io.productcatalog.query.projection;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.KafkaException;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.kafka.listener.MessageListenerContainer;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * An error handler that retries a failed batch in place without a limit. Every failure that leaves the listener may be
 * temporary: a database, a broker or a registry that is down. Between the attempts the container polls its paused
 * partitions. That keeps its membership in the consumer group, unless a rebalance has to wait for the same failure. A
 * stop of the container ends the retries.
 *
 * <p>Guarantee: no record is skipped. If the retries end before the batch is stored, or anything else fails, the
 * consumer's position may be past records that are not stored. So the consumer seeks back to the offsets of the read
 * model. On a stop there is no time to read them, and it seeks back to the first offset of the batch.
 */
final class RetryForeverErrorHandler extends DefaultErrorHandler {

    private static final Logger log = LoggerFactory.getLogger(RetryForeverErrorHandler.class);

    private final ReadModelWriter readModel;
    private final ProjectionActivity activity;

    RetryForeverErrorHandler(ReadModelWriter readModel, ProjectionActivity activity) {
        super((_, failure) -> refuseToSkip(failure), backOff());
        this.readModel = readModel;
        this.activity = activity;
        setClassifications(Map.of(ReadModelRegressedException.class, false), true);
        setRetryListeners(new RetryLog(activity));
    }

    @Override
    public void handleBatch(
            Exception failure,
            ConsumerRecords<?, ?> records,
            Consumer<?, ?> consumer,
            MessageListenerContainer container,
            Runnable invokeListener) {
        try {
            super.handleBatch(failure, records, consumer, container, invokeListener);
        } catch (RuntimeException ended) {
            throw afterSeekingBack(ended, records, consumer, container);
        }
    }

    @Override
    public <K, V> ConsumerRecords<K, V> handleBatchAndReturnRemaining(
            Exception failure,
            ConsumerRecords<?, ?> records,
            Consumer<?, ?> consumer,
            MessageListenerContainer container,
            Runnable invokeListener) {
        try {
            return super.handleBatchAndReturnRemaining(failure, records, consumer, container, invokeListener);
        } catch (RuntimeException ended) {
            throw afterSeekingBack(ended, records, consumer, container);
        }
    }

    /** Handles a failed poll or commit, after which polled records may not have reached the listener. */
    @Override
    public void handleOtherException(
            Exception failure, Consumer<?, ?> consumer, MessageListenerContainer container, boolean batchListener) {
        if (container.isRunning()) {
            log.warn("The projection seeks back to the offsets of the read model: {}", failure.toString());
            log.debug("The failure that made the projection seek back", failure);
            seekToReadModel(consumer, container);
        }
    }

    private RuntimeException afterSeekingBack(
            RuntimeException ended,
            ConsumerRecords<?, ?> records,
            Consumer<?, ?> consumer,
            MessageListenerContainer container) {
        Set<TopicPartition> assigned = consumer.assignment();
        for (TopicPartition partition : records.partitions()) {
            if (assigned.contains(partition)) {
                consumer.seek(partition, records.records(partition).getFirst().offset());
            }
        }
        if (container.isRunning()) {
            seekToReadModel(consumer, container);
            return ended;
        }
        // Clears the interrupt flag of the watchdog, so that the consumer can leave its group when it closes.
        Thread.interrupted();
        return new KafkaException("The projection stopped while it retried", KafkaException.Level.DEBUG, ended);
    }

    private void seekToReadModel(Consumer<?, ?> consumer, MessageListenerContainer container) {
        new ReadModelOffsetSeeker(readModel, activity, container::isRunning)
                .onPartitionsAssigned(consumer, consumer.assignment());
    }

    private static void refuseToSkip(Exception failure) {
        throw new KafkaException(
                "A retry does not help, and no record may be skipped", KafkaException.Level.WARN, failure);
    }

    private static BackOff backOff() {
        ExponentialBackOff backOff = new ExponentialBackOff(200, 2);
        backOff.setMaxInterval(Duration.ofSeconds(2).toMillis());
        return backOff;
    }
}
