package io.productcatalog.command.outbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;

/**
 * A probe of the brokers: describes the topic on its own connection. It is true when the brokers answer within 5
 * seconds.
 */
final class BrokerProbe implements BooleanSupplier {

    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final Map<String, Object> settings;
    private final String topic;

    /** @param settings the settings of a Kafka admin client */
    BrokerProbe(Map<String, Object> settings, String topic) {
        this.settings = settings;
        this.topic = topic;
    }

    @Override
    public boolean getAsBoolean() {
        Admin admin = Admin.create(settings);
        try {
            admin.describeTopics(List.of(topic)).allTopicNames().get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException | TimeoutException unanswered) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            admin.close(CLOSE_TIMEOUT);
        }
    }
}
