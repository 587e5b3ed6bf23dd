package io.productcatalog.system.torture;

import io.productcatalog.cluster.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes records into the product topic that the catalog did not write: poison records, and copies of its own events.
 * Each of them carries the header {@link #HEADER}.
 */
final class Contamination implements AutoCloseable {

    /** The name of the header that marks an injected record. */
    static final String HEADER = "torture";

    private static final byte[] POISON = "poison".getBytes(StandardCharsets.UTF_8);
    private static final byte[] COPY = "copy".getBytes(StandardCharsets.UTF_8);
    private static final int UNKNOWN_SCHEMA = 1_000_000;
    private static final int COPIES = 30;

    /**
     * A record that must become a dead letter.
     *
     * @param value the record's value
     */
    record Poison(int partition, long offset, byte[] value) {}

    private final String bootstrapServers;
    private final String topic;
    private final int otherSchema;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Collection<Poison> poisons = new ConcurrentLinkedQueue<>();

    Contamination(Cluster cluster, String topic) {
        this.bootstrapServers = cluster.parts().kafka().bootstrapServers();
        this.topic = topic;
        this.otherSchema = register(cluster.parts().registry().url());
        // The producer retries without limit, so that the offset of every record is known.
        this.producer = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "acks",
                        "all",
                        "delivery.timeout.ms",
                        Integer.MAX_VALUE,
                        "max.block.ms",
                        600_000),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private static int register(String registryUrl) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(registryUrl + "/subjects/" + HEADER + "-value/versions"))
                .version(HttpClient.Version.HTTP_1_1)
                .header("Content-Type", "application/vnd.schemaregistry.v1+json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"schema\":\"{\\\"type\\\":\\\"string\\\"}\"}"))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            String body =
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return Integer.parseInt(body.replaceAll(".*\"id\":(\\d+).*", "$1"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    Collection<Poison> poisons() {
        return poisons;
    }

    void garbage(String key, Random random) {
        byte[] bytes = new byte[1 + random.nextInt(200)];
        random.nextBytes(bytes);
        bytes[0] = 0x7f;
        poison(key, bytes);
    }

    void unknownSchema(String key, Random random) {
        poison(key, framed(UNKNOWN_SCHEMA + random.nextInt(1_000), new byte[] {2, 'x'}));
    }

    void otherType(String key) {
        poison(key, framed(otherSchema, new byte[] {10, 'h', 'e', 'l', 'l', 'o'}));
    }

    private void poison(String key, byte[] value) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(topic, key.getBytes(StandardCharsets.UTF_8), value);
        record.headers().add(HEADER, POISON);
        RecordMetadata written = send(record);
        poisons.add(new Poison(written.partition(), written.offset(), value));
    }

    private static byte[] framed(int schemaId, byte[] avro) {
        return ByteBuffer.allocate(5 + avro.length)
                .put((byte) 0)
                .putInt(schemaId)
                .put(avro)
                .array();
    }

    /**
     * Reads consecutive events from a random offset and writes them again in random order. Returns how many it wrote.
     */
    int repeatAndReorder(Random random) {
        List<ConsumerRecord<byte[], byte[]>> events = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        bootstrapServers,
                        "max.poll.records",
                        COPIES,
                        "default.api.timeout.ms",
                        600_000),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            TopicPartition partition = partitions.get(random.nextInt(partitions.size()));
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            if (end == 0) {
                return 0;
            }
            consumer.assign(List.of(partition));
            consumer.seek(partition, random.nextLong(end));
            while (events.isEmpty()) {
                consumer.poll(Duration.ofMillis(500)).forEach(events::add);
            }
        }
        Collections.shuffle(events, random);
        int written = 0;
        for (ConsumerRecord<byte[], byte[]> event : events) {
            if (event.headers().lastHeader(HEADER) == null
                    || Arrays.equals(event.headers().lastHeader(HEADER).value(), COPY)) {
                ProducerRecord<byte[], byte[]> copy =
                        new ProducerRecord<>(topic, null, null, event.key(), event.value(), event.headers());
                copy.headers().add(HEADER, COPY);
                send(copy);
                written++;
            }
        }
        return written;
    }

    private RecordMetadata send(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record).get();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
