package io.productcatalog.command.outbox;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Creates the topic with the partitions and the configuration that subscribers rely on. A topic that exists is not
 * changed.
 *
 * <p>Each run uses its own client and ends within 11 seconds: 10 for the answer, 1 for closing the client.
 */
final class TopicCreation implements Runnable {

    private static final int PARTITIONS = 12;
    private static final Duration MIN_COMPACTION_LAG = Duration.ofDays(7);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final Map<String, Object> settings;
    private final String topic;

    /** @param settings the settings of a Kafka admin client */
    TopicCreation(Map<String, Object> settings, String topic) {
        this.settings = settings;
        this.topic = topic;
    }

    /**
     * Creates the topic.
     *
     * @throws KafkaException when the brokers reject the topic or do not answer in time
     */
    @Override
    public void run() {
        NewTopic newTopic = new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty())
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
                        Long.toString(MIN_COMPACTION_LAG.toMillis())));
        Admin admin = Admin.create(settings);
        try {
            admin.createTopics(List.of(newTopic)).all().get(ANSWER_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new KafkaException("Topic " + topic + " could not be created", e.getCause());
            }
        } catch (TimeoutException e) {
            throw new KafkaException(
                    "Topic " + topic + " was not created within " + ANSWER_TIMEOUT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            admin.close(CLOSE_TIMEOUT);
        }
    }
}
