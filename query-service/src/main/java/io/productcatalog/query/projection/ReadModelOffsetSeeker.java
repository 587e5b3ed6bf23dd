package io.productcatalog.query.projection;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedRuntimeException;
import org.springframework.kafka.listener.ConsumerAwareRebalanceListener;

/**
 * A rebalance listener that makes a newly assigned partition resume from the offset that the read model stores in the
 * same transaction as the rows. So a read model that was lost, or restored from a backup, is filled again, whatever
 * offsets the consumer group has committed.
 */
final class ReadModelOffsetSeeker implements ConsumerAwareRebalanceListener {

    private static final Logger log = LoggerFactory.getLogger(ReadModelOffsetSeeker.class);
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);
    private static final Duration END_OFFSETS_TIMEOUT = Duration.ofSeconds(5);

    private final ReadModelWriter readModel;
    private final ProjectionActivity activity;
    private final BooleanSupplier running;

    /** @param running false once the projection has to stop */
    ReadModelOffsetSeeker(ReadModelWriter readModel, ProjectionActivity activity, BooleanSupplier running) {
        this.readModel = readModel;
        this.activity = activity;
        this.running = running;
    }

    @Override
    public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        if (!partitions.isEmpty()) {
            resume(consumer, partitions);
        }
    }

    @Override
    public void onPartitionsRevokedAfterCommit(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        readModel.release(numbers(partitions));
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        readModel.release(numbers(partitions));
    }

    private void resume(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        Optional<Map<TopicPartition, OptionalLong>> starts = starts(consumer, partitions);
        if (starts.isEmpty()) {
            // Without a known offset nothing may be projected.
            consumer.pause(partitions);
            return;
        }
        starts.get().forEach((partition, start) -> {
            if (start.isPresent()) {
                consumer.seek(partition, start.getAsLong());
            } else {
                consumer.seekToBeginning(List.of(partition));
            }
        });
    }

    /** The offsets to resume from. Waits for the database without a limit; empty when the projection is stopped. */
    private Optional<Map<TopicPartition, OptionalLong>> starts(
            Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        boolean logged = false;
        while (running.getAsBoolean()) {
            activity.step();
            try {
                return Optional.of(
                        starts(readModel.resume(numbers(partitions)), ends(consumer, partitions), partitions));
            } catch (NestedRuntimeException failure) {
                if (!logged) {
                    log.warn("The projection waits for the offsets of the read model: {}", failure.toString());
                    logged = true;
                }
                if (!pause()) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** The offset of each partition to resume from; empty for its beginning. */
    private Map<TopicPartition, OptionalLong> starts(
            Map<Integer, Long> nextOffsets, Map<TopicPartition, Long> ends, Collection<TopicPartition> partitions) {
        Map<TopicPartition, OptionalLong> starts = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Long next = nextOffsets.get(partition.partition());
            if (next == null) {
                starts.put(partition, OptionalLong.empty());
            } else if (next <= ends.getOrDefault(partition, Long.MAX_VALUE)) {
                starts.put(partition, OptionalLong.of(next));
            } else {
                log.warn(
                        "{} ends before its projected offset: the topic was recreated and is read from its beginning",
                        partition);
                readModel.resetOffset(partition.partition());
                starts.put(partition, OptionalLong.empty());
            }
        }
        return starts;
    }

    private static List<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).toList();
    }

    private static Map<TopicPartition, Long> ends(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        try {
            return consumer.endOffsets(partitions, END_OFFSETS_TIMEOUT);
        } catch (WakeupException | InterruptException stopped) {
            throw stopped;
        } catch (KafkaException unknown) {
            return Map.of();
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(RETRY_INTERVAL);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
