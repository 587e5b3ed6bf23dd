package io.productcatalog.query.projection;

import io.productcatalog.events.serde.SchemaRegistryException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.RetryListener;

/** A listener that logs why the projection retries: at the first attempt, and then about once a minute. */
final class RetryLog implements RetryListener {

    private static final Logger log = LoggerFactory.getLogger(RetryLog.class);
    private static final int ATTEMPTS_PER_MINUTE = 30;

    private final ProjectionActivity activity;

    RetryLog(ProjectionActivity activity) {
        this.activity = activity;
    }

    @Override
    public void failedDelivery(ConsumerRecord<?, ?> record, @Nullable Exception failure, int attempt) {
        logRetry(failure, attempt);
    }

    @Override
    public void failedDelivery(ConsumerRecords<?, ?> records, @Nullable Exception failure, int attempt) {
        logRetry(failure, attempt);
    }

    private void logRetry(@Nullable Exception failure, int attempt) {
        activity.step();
        if (attempt % ATTEMPTS_PER_MINUTE == 1) {
            Throwable cause = failure;
            while (cause != null && cause.getCause() != null && !(cause instanceof SchemaRegistryException)) {
                cause = cause.getCause();
            }
            log.warn("The projection failed and retries its batch (attempt {}): {}", attempt, String.valueOf(cause));
        }
    }
}
