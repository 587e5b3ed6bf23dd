package io.productcatalog.query.freshness;

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

/** The end offset of every partition of the topic, asked of the brokers. */
class TopicEnds {

    private final Admin admin;
    private final String topic;

    TopicEnds(Admin admin, String topic) {
        this.admin = admin;
        this.topic = topic;
    }

    Mono<Map<Integer, Long>> ends() {
        return Mono.fromCompletionStage(this::description)
                .flatMap(description -> Mono.fromCompletionStage(() -> latest(description)))
                .map(offsets -> offsets.entrySet().stream()
                        .collect(
                                Collectors.toUnmodifiableMap(end -> end.getKey().partition(), end -> end.getValue()
                                        .offset())));
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
}
