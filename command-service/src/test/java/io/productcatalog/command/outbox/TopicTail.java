package io.productcatalog.command.outbox;

import io.productcatalog.events.ProductEvent;
import io.productcatalog.events.serde.ProductEventDeserializer;
import io.productcatalog.stack.testing.RealParts;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** A consumer that reads a whole topic from its beginning. */
final class TopicTail<V> implements AutoCloseable {

    private final KafkaConsumer<String, V> consumer;
    private final Map<String, ConsumerRecord<String, V>> events = new LinkedHashMap<>();

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

    /**
     * Reads more records and returns all events read so far, in the order of their first occurrence: a relay may repeat
     * an event.
     */
    List<ConsumerRecord<String, V>> read() {
        consumer.poll(Duration.ofMillis(100)).forEach(record -> events.putIfAbsent(id(record), record));
        return List.copyOf(events.values());
    }

    private static String id(ConsumerRecord<?, ?> record) {
        return new String(record.headers().lastHeader("ce_id").value(), StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
