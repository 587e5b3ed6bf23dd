package io.productcatalog.benchmarks.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** A bare producer: reads records into memory and then sends them as fast as it can, keys, headers and all. Says how many a second were acknowledged. */
final class TopicCopy {

    private TopicCopy() {}

    /**
     * Copies once and prints the rate.
     *
     * @param arguments brokers, the topic, an offset to begin at of each partition, and the other topic
     */
    @SuppressWarnings("FutureReturnValueIgnored") // the flush waits for all
    public static void main(String[] arguments) {
        Properties settings = new Properties();
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, arguments[0]);
        List<ProducerRecord<byte[], byte[]>> records =
                read(settings, arguments[1], arguments[2].split(","), arguments[3]);
        // As in the command service's application.yaml.
        settings.put(ProducerConfig.ACKS_CONFIG, "all");
        settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "gzip");
        settings.put(ProducerConfig.COMPRESSION_GZIP_LEVEL_CONFIG, 1);
        try (var producer = new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.partitionsFor(arguments[3]);
            long begin = System.nanoTime();
            records.forEach(producer::send);
            producer.flush();
            System.out.println(records.size() / ((System.nanoTime() - begin) / 1e9));
        }
    }

    private static List<ProducerRecord<byte[], byte[]>> read(
            Properties settings, String topic, String[] offsets, String target) {
        List<TopicPartition> partitions = IntStream.range(0, offsets.length)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var consumer = new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(partitions);
            partitions.forEach(each -> consumer.seek(each, Long.parseLong(offsets[each.partition()])));
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
            while (partitions.stream().anyMatch(each -> consumer.position(each) < ends.get(each))) {
                for (ConsumerRecord<byte[], byte[]> read : consumer.poll(Duration.ofSeconds(1))) {
                    records.add(new ProducerRecord<>(
                            target, read.partition(), read.timestamp(), read.key(), read.value(), read.headers()));
                }
            }
        }
        return records;
    }
}
