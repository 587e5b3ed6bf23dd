package io.productcatalog.query.deadletters;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.springframework.kafka.core.ConsumerFactory;

/** The dead-letter topic, read as a whole and without a consumer group: nothing remembers that it was read. */
class DeadLetterTopic {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int FETCH_BYTES = 8 << 20;

    private final ConsumerFactory<byte[], byte[]> consumers;
    private final String name;

    DeadLetterTopic(ConsumerFactory<byte[], byte[]> consumers, String name) {
        this.consumers = consumers;
        this.name = name;
    }

    String name() {
        return name;
    }

    /**
     * Hands over the letters that are there now, one after the other, each partition's in their order.
     *
     * @param reader says whether it wants more
     * @throws KafkaException when the brokers refuse to answer, or do not for 10 seconds
     */
    void read(Predicate<DeadLetterRecord> reader) {
        Consumer<byte[], byte[]> consumer = consumers.createConsumer(null, null, null, settings());
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions(consumer));
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            read(consumer, ends, reader);
        } finally {
            consumer.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        }
    }

    private static void read(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, Predicate<DeadLetterRecord> reader) {
        long before = -1;
        long since = System.nanoTime();
        while (!ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
                if (end != null && record.offset() < end && !reader.test(new DeadLetterRecord(record))) {
                    return;
                }
            }
            long now = ends.keySet().stream().mapToLong(consumer::position).sum();
            if (now != before) {
                before = now;
                since = System.nanoTime();
            } else if (System.nanoTime() - since > PATIENCE.toNanos()) {
                throw new TimeoutException("no records within " + PATIENCE.toSeconds() + " seconds");
            }
        }
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
        List<TopicPartition> partitions = consumer.partitionsFor(name).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        if (partitions.isEmpty()) {
            throw new UnknownTopicOrPartitionException("there is no topic " + name);
        }
        return partitions;
    }

    private static Properties settings() {
        Properties settings = new Properties();
        settings.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        settings.setProperty(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        settings.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        settings.setProperty(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Integer.toString(FETCH_BYTES));
        settings.setProperty(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(PATIENCE.toMillis()));
        settings.setProperty(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");
        return settings;
    }
}
