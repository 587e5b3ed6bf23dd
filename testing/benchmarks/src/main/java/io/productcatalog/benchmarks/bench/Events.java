package io.productcatalog.benchmarks.bench;

import io.productcatalog.cluster.Cluster;
import io.productcatalog.stack.parts.CatalogTopics;
import io.productcatalog.stack.services.CatalogService;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** The topic of the product events. */
final class Events implements AutoCloseable {

    private static final List<TopicPartition> PARTITIONS = IntStream.range(0, CatalogTopics.PARTITIONS)
            .mapToObj(partition -> new TopicPartition(CatalogTopics.PRODUCTS, partition))
            .toList();

    private static final List<String> ALL_IN_MEMORY = List.of("-Xmx1g");

    private final String bootstrapServers;
    private final KafkaConsumer<byte[], byte[]> consumer;

    Events(Cluster cluster) {
        bootstrapServers = cluster.parts().kafka().bootstrapServers();
        Properties settings = new Properties();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    long published() {
        return ends().values().stream().mapToLong(Long::longValue).sum();
    }

    Map<TopicPartition, Long> ends() {
        return consumer.endOffsets(PARTITIONS);
    }

    Map<TopicPartition, Long> begins() {
        return consumer.beginningOffsets(PARTITIONS);
    }

    /**
     * Makes a topic of that name, if there is none, and appends what has been published since these ends to it: the same bytes as the relay's, and
     * a producer with its settings. Returns how many a second.
     */
    double copyTo(String topic, Map<TopicPartition, Long> since) throws IOException, InterruptedException {
        CatalogTopics.create(bootstrapServers, topic);
        String offsets = PARTITIONS.stream()
                .map(partition -> Long.toString(since.get(partition)))
                .collect(Collectors.joining(","));
        return Double.parseDouble(Program.output(
                        JavaChild.command(
                                CatalogService.COMMAND,
                                ALL_IN_MEMORY,
                                TopicCopy.class,
                                bootstrapServers,
                                CatalogTopics.PRODUCTS,
                                offsets,
                                topic),
                        Map.of())
                .strip());
    }

    @Override
    public void close() {
        consumer.close();
    }
}
