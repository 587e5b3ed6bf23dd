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

/** The dead-letter topic. Reading it takes no consumer group and commits no offsets, so it leaves no trace. */
class DeadLetterTopic {

    private static final Duration POLL_TIMEOUT = Duration.ofMillis(500);

    /** The limit of a request to the brokers, and of the time without a new record. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(10);

    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);
    private static final String REQUEST_TIMEOUT_MS = "5000";
    private static final int MAX_FETCH_BYTES = 8 << 20;

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
     * Passes the dead letters that the topic holds now to the reader, each partition in the order of its offsets.
     *
     * @param reader returns false to end the reading
     * @throws KafkaException when the brokers refuse a request, or no record arrives for 10 seconds
     */
    void read(Predicate<DeadLetterRecord> reader) {
        Consumer<byte[], byte[]> consumer = consumers.createConsumer(null, null, null, settings());
        try {
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions(consumer));
            consumer.assign(ends.keySet());
            consumer.seekToBeginning(ends.keySet());
            read(consumer, ends, reader);
        } finally {
            consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
        }
    }

    private static void read(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, Predicate<DeadLetterRecord> reader) {
        long lastPosition = -1;
        long progressedAt = System.nanoTime();
        while (!ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
            for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL_TIMEOUT)) {
                Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
                if (end != null && record.offset() < end && !reader.test(new DeadLetterRecord(record))) {
                    return;
                }
            }
            long position = ends.keySet().stream().mapToLong(consumer::position).sum();
            if (position != lastPosition) {
                lastPosition = position;
                progressedAt = System.nanoTime();
            } else if (System.nanoTime() - progressedAt > READ_TIMEOUT.toNanos()) {
                throw new TimeoutException("no records within " + READ_TIMEOUT.toSeconds() + " seconds");
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
        settings.setProperty(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, Integer.toString(MAX_FETCH_BYTES));
        settings.setProperty(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, Long.toString(READ_TIMEOUT.toMillis()));
        settings.setProperty(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        return settings;
    }
}
