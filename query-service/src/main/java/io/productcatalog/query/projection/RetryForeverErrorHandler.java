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
 * Tries a failed batch again, in place, without a limit: every failure that leaves the listener may heal by waiting (a
 * database, broker or registry that is down). The container polls its paused partitions meanwhile, which keeps its
 * membership as long as no rebalance comes that waits for the same, and ends the retries when it is stopped.
 *
 * <p>Whatever else fails, and whatever ends the retries before the batch is stored, must not leave the consumer's
 * position behind records that are not: nobody would ask for them again. So the consumer goes back to where the read
 * model stands, and on a stop, when there is no time to ask, to where the batch began.
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
            throw afterGoingBack(ended, records, consumer, container);
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
            throw afterGoingBack(ended, records, consumer, container);
        }
    }

    /** A poll or a commit has failed, and records that were polled may not have reached the listener. */
    @Override
    public void handleOtherException(
            Exception failure, Consumer<?, ?> consumer, MessageListenerContainer container, boolean batchListener) {
        if (container.isRunning()) {
            log.warn("The projection goes back to where the read model stands: {}", failure.toString());
            log.debug("Why it goes back", failure);
            goBackToTheReadModel(consumer, container);
        }
    }

    private RuntimeException afterGoingBack(
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
            goBackToTheReadModel(consumer, container);
            return ended;
        }
        // Set by the watchdog. It would end the consumer's close, too, before the consumer has left its group.
        Thread.interrupted();
        return new KafkaException("The projection stopped while it retried", KafkaException.Level.DEBUG, ended);
    }

    private void goBackToTheReadModel(Consumer<?, ?> consumer, MessageListenerContainer container) {
        new ReadModelOffsetSeeker(readModel, activity, container::isRunning)
                .onPartitionsAssigned(consumer, consumer.assignment());
    }

    private static void refuseToSkip(Exception failure) {
        throw new KafkaException(
                "Waiting does not help, and nothing may be skipped", KafkaException.Level.WARN, failure);
    }

    private static BackOff backOff() {
        ExponentialBackOff backOff = new ExponentialBackOff(200, 2);
        backOff.setMaxInterval(Duration.ofSeconds(2).toMillis());
        return backOff;
    }
}
