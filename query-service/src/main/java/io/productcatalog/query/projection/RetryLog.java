package io.productcatalog.query.projection;

import io.productcatalog.events.serde.SchemaRegistryException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.listener.RetryListener;

/** Says once, and then about once a minute, that the projection waits and for what. */
final class RetryLog implements RetryListener {

    private static final Logger log = LoggerFactory.getLogger(RetryLog.class);
    private static final int ATTEMPTS_A_MINUTE = 30;

    private final ProjectionActivity activity;

    RetryLog(ProjectionActivity activity) {
        this.activity = activity;
    }

    @Override
    public void failedDelivery(ConsumerRecord<?, ?> record, @Nullable Exception failure, int attempt) {
        say(failure, attempt);
    }

    @Override
    public void failedDelivery(ConsumerRecords<?, ?> records, @Nullable Exception failure, int attempt) {
        say(failure, attempt);
    }

    private void say(@Nullable Exception failure, int attempt) {
        activity.step();
        if (attempt % ATTEMPTS_A_MINUTE == 1) {
            Throwable cause = failure;
            while (cause != null && cause.getCause() != null && !(cause instanceof SchemaRegistryException)) {
                cause = cause.getCause();
            }
            log.warn(
                    "The projection is held up and tries its batch again (attempt {}): {}",
                    attempt,
                    String.valueOf(cause));
        }
    }
}
