package io.productcatalog.query.projection;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
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
 * <p>Whatever ends them before the batch is stored puts the consumer back to where the batch begins: else its position
 * would say that the batch is done, to what is polled next and to whoever notes the progress of idle partitions.
 */
final class RetryForAsLongAsItLasts extends DefaultErrorHandler {

    RetryForAsLongAsItLasts() {
        super(backOff());
        setClassifications(Map.of(), true);
        setRetryListeners(new RetryLog());
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
            goBack(records, consumer);
            throw quietWhenStopped(ended, container);
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
            goBack(records, consumer);
            throw quietWhenStopped(ended, container);
        }
    }

    private static void goBack(ConsumerRecords<?, ?> records, Consumer<?, ?> consumer) {
        Set<TopicPartition> assigned = consumer.assignment();
        for (TopicPartition partition : records.partitions()) {
            if (assigned.contains(partition)) {
                consumer.seek(partition, records.records(partition).getFirst().offset());
            }
        }
    }

    /** A stop during retries is no error: the batch is not committed and comes again. */
    private static RuntimeException quietWhenStopped(RuntimeException failure, MessageListenerContainer container) {
        return container.isRunning()
                ? failure
                : new KafkaException("The projection stopped while it retried", KafkaException.Level.DEBUG, failure);
    }

    private static BackOff backOff() {
        ExponentialBackOff backOff = new ExponentialBackOff(200, 2);
        backOff.setMaxInterval(Duration.ofSeconds(2).toMillis());
        return backOff;
    }
}
