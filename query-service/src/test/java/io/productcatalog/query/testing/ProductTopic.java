package io.productcatalog.query.testing;

import io.productcatalog.events.ProductEvent;
import io.productcatalog.events.serde.ProductEventSerializer;
import io.productcatalog.events.serde.SchemaRegistryClient;
import io.productcatalog.stack.testing.RealParts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A new topic on the real broker, written as the command service writes it: Avro in the Confluent wire format. */
public final class ProductTopic implements AutoCloseable {

    private final String name;
    private final String group = "query-service.read-model-1";
    private final KafkaProducer<byte[], byte[]> producer;
    private final ProductEventSerializer serializer = new ProductEventSerializer();
    private final SchemaRegistryClient registry;
    private final Admin admin;
    private final Map<Integer, Long> ends = new ConcurrentHashMap<>();

    public ProductTopic(RealParts parts) {
        name = parts.newTopic();
        producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        parts.bootstrapServers(),
                        "acks",
                        "all",
                        "linger.ms",
                        5,
                        "compression.type",
                        "gzip",
                        "max.request.size",
                        16 << 20),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        serializer.configure(Map.of("schema.registry.url", parts.registryUrl()), false);
        registry = new SchemaRegistryClient(parts.registryUrl());
        admin = Admin.create(Map.of("bootstrap.servers", parts.bootstrapServers()));
    }

    public String name() {
        return name;
    }

    public byte[] encode(ProductEvent event) {
        return serializer.serialize(name, event);
    }

    /** Encodes a record in the wire format and registers its schema for the topic. */
    public byte[] encodeGeneric(String topic, GenericRecord record) {
        int id = registry.register(topic + "-value", record.getSchema());
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        try {
            new GenericDatumWriter<GenericRecord>(record.getSchema()).write(record, encoder);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    public void publish(ProductEvent... events) {
        publish(List.of(events));
    }

    public void publish(List<ProductEvent> events) {
        events.forEach(event -> send(new ProducerRecord<>(name, key(event), encode(event))));
        producer.flush();
    }

    public void publish(int partition, ProductEvent event) {
        publish(partition, event.getProductId(), encode(event));
    }

    public void publish(int partition, String key, byte @Nullable [] value, Header... headers) {
        send(new ProducerRecord<>(
                name, partition, key.getBytes(StandardCharsets.UTF_8), value, new RecordHeaders(headers)));
        producer.flush();
    }

    private void send(ProducerRecord<byte[], byte[]> record) {
        producer.send(record, (written, failure) -> {
            if (failure == null) {
                ends.merge(written.partition(), written.offset() + 1, Math::max);
            }
        });
    }

    /** The end offsets of the partitions that have records. */
    public Map<Integer, Long> ends() {
        return Map.copyOf(ends);
    }

    /** The committed offsets of the projection's consumer group that are greater than zero. */
    public Map<Integer, Long> committed() {
        try {
            Map<TopicPartition, OffsetAndMetadata> offsets = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return offsets.entrySet().stream()
                    .filter(offset -> offset.getKey().topic().equals(name))
                    .filter(offset ->
                            offset.getValue() != null && offset.getValue().offset() > 0)
                    .collect(Collectors.toMap(
                            offset -> offset.getKey().partition(),
                            offset -> offset.getValue().offset()));
        } catch (InterruptedException | ExecutionException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** All records in the dead-letter topic. */
    public List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        List<TopicPartition> partitions = partitions(name + ".dlt");
        List<ConsumerRecord<byte[], byte[]>> deadLetters = new ArrayList<>();
        try (var consumer = consumer()) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long wanted = consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            while (deadLetters.size() < wanted) {
                consumer.poll(Duration.ofMillis(200)).forEach(deadLetters::add);
            }
        }
        return deadLetters;
    }

    @Override
    public void close() {
        producer.close();
        serializer.close();
        admin.close();
    }

    private static byte[] key(ProductEvent event) {
        return event.getProductId().getBytes(StandardCharsets.UTF_8);
    }

    private List<TopicPartition> partitions(String topic) {
        try (var consumer = consumer()) {
            return consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
        }
    }

    private static KafkaConsumer<byte[], byte[]> consumer() {
        return new KafkaConsumer<>(
                Map.of("bootstrap.servers", RealParts.get().bootstrapServers()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }
}
