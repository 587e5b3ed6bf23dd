package io.productcatalog.command.outbox;

import io.productcatalog.events.ProductEvent;
import io.productcatalog.events.serde.ProductEventDeserializer;
import io.productcatalog.stack.testing.RealParts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** All that a topic holds, read from its beginning by a consumer of its own. */
final class TopicTail<V> implements AutoCloseable {

    private final KafkaConsumer<String, V> consumer;
    private final List<ConsumerRecord<String, V>> records = new ArrayList<>();

    private TopicTail(String topic, Deserializer<V> values) {
        consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", RealParts.get().bootstrapServers(), "auto.offset.reset", "earliest"),
                new StringDeserializer(),
                values);
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(partition -> new TopicPartition(topic, partition.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    static <V> TopicTail<V> of(String topic, Deserializer<V> values) {
        return new TopicTail<>(topic, values);
    }

    static TopicTail<ProductEvent> events(String topic) {
        ProductEventDeserializer values = new ProductEventDeserializer();
        values.configure(Map.of("schema.registry.url", RealParts.get().registryUrl()), false);
        return new TopicTail<>(topic, values);
    }

    /** Reads on, and gives everything that was read so far. */
    List<ConsumerRecord<String, V>> read() {
        consumer.poll(Duration.ofMillis(100)).forEach(records::add);
        return List.copyOf(records);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
