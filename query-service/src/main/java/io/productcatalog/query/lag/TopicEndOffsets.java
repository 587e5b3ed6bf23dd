package io.productcatalog.query.lag;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import reactor.core.publisher.Mono;

/** The end offsets of the topic, read from the brokers. */
class TopicEndOffsets implements AutoCloseable {

    /** Without a timeout, the close waits for brokers that do not answer. */
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

    private final Admin admin;
    private final String topic;

    /** @param admin is closed with this */
    TopicEndOffsets(Admin admin, String topic) {
        this.admin = admin;
        this.topic = topic;
    }

    /** Reads the offset after the last record of every partition. */
    Mono<Map<Integer, Long>> read() {
        return Mono.fromCompletionStage(this::description)
                .flatMap(description -> Mono.fromCompletionStage(() -> latest(description)))
                .map(offsets -> offsets.entrySet().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                end -> end.getKey().partition(),
                                end -> end.getValue().offset())));
    }

    private CompletionStage<TopicDescription> description() {
        return Objects.requireNonNull(
                        admin.describeTopics(List.of(topic)).topicNameValues().get(topic))
                .toCompletionStage();
    }

    private CompletionStage<Map<TopicPartition, ListOffsetsResultInfo>> latest(TopicDescription description) {
        Map<TopicPartition, OffsetSpec> wanted = description.partitions().stream()
                .map(TopicPartitionInfo::partition)
                .collect(Collectors.toMap(partition -> new TopicPartition(topic, partition), _ -> OffsetSpec.latest()));
        return admin.listOffsets(wanted).all().toCompletionStage();
    }

    @Override
    public void close() {
        admin.close(CLOSE_TIMEOUT);
    }
}
