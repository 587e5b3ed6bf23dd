package io.productcatalog.stack.parts;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;

/** The topic of the product events and its dead-letter topic, with one replica each. */
public final class CatalogTopics {

    /** The topic of the product events that the services use by default. */
    public static final String PRODUCTS = "catalog.products";

    public static final int PARTITIONS = 12;

    private static final short REPLICAS = 1;
    private static final Duration MIN_COMPACTION_LAG = Duration.ofDays(7);
    private static final Duration DEAD_LETTER_RETENTION = Duration.ofDays(30);

    private static final Duration LEADER_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration LEADER_POLL_INTERVAL = Duration.ofMillis(20);

    private CatalogTopics() {}

    /** Creates {@code topic} and {@code topic.dlt} unless they exist, and returns when they can be used. */
    public static void create(String bootstrapServers, String topic) {
        NewTopic products = new NewTopic(topic, PARTITIONS, REPLICAS)
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_COMPACT,
                        TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
                        Long.toString(MIN_COMPACTION_LAG.toMillis()),
                        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                        Short.toString(REPLICAS)));
        NewTopic deadLetters = new NewTopic(topic + ".dlt", PARTITIONS, REPLICAS)
                .configs(Map.of(
                        TopicConfig.CLEANUP_POLICY_CONFIG,
                        TopicConfig.CLEANUP_POLICY_DELETE,
                        TopicConfig.RETENTION_MS_CONFIG,
                        Long.toString(DEAD_LETTER_RETENTION.toMillis()),
                        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                        Short.toString(REPLICAS)));
        Admin admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
        try {
            List<NewTopic> topics = List.of(products, deadLetters);
            topics.forEach(each -> create(admin, each));
            awaitLeaders(admin, topics.stream().map(NewTopic::name).toList());
        } finally {
            admin.close(CLOSE_TIMEOUT);
        }
    }

    /** The controller confirms a topic before the broker knows it. */
    private static void awaitLeaders(Admin admin, List<String> topics) {
        long deadline = System.nanoTime() + LEADER_TIMEOUT.toNanos();
        while (!haveLeaders(admin, topics)) {
            if (System.nanoTime() > deadline) {
                throw new PartFailure("The topics " + topics + " have no leaders after " + LEADER_TIMEOUT);
            }
            LockSupport.parkNanos(LEADER_POLL_INTERVAL.toNanos());
        }
    }

    private static boolean haveLeaders(Admin admin, List<String> topics) {
        try {
            return admin.describeTopics(topics).allTopicNames().get().values().stream()
                    .flatMap(topic -> topic.partitions().stream())
                    .allMatch(partition ->
                            partition.leader() != null && !partition.leader().isEmpty());
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartFailure("The wait for the topics " + topics + " was interrupted", e);
        }
    }

    private static void create(Admin admin, NewTopic topic) {
        try {
            admin.createTopics(List.of(topic)).all().get();
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new PartFailure("The topic " + topic.name() + " could not be created: " + e.getMessage(), e);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartFailure("The wait for the topic " + topic.name() + " was interrupted", e);
        }
    }
}
