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
 * Begins a partition that is newly assigned behind the last record whose effects the read model has, by the read model's
 * own account, which is in the same transaction as the effects. So a read model that was lost, or restored as it was
 * some time ago, is filled again by itself, whatever the consumer group has committed.
 */
final class ReadModelOffsetSeeker implements ConsumerAwareRebalanceListener {

    private static final Logger log = LoggerFactory.getLogger(ReadModelOffsetSeeker.class);
    private static final Duration RETRY = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ReadModelWriter readModel;
    private final ProjectionActivity activity;
    private final BooleanSupplier running;

    /** @param running whether the projection has not been told to stop */
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
        readModel.leave(numbers(partitions));
    }

    @Override
    public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        readModel.leave(numbers(partitions));
    }

    private void resume(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        Optional<Map<TopicPartition, OptionalLong>> starts = starts(consumer, partitions);
        if (starts.isEmpty()) {
            // Nothing may be projected from a place that is not known.
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

    /** Waits for the database as long as it takes; empty when the projection is stopped meanwhile. */
    private Optional<Map<TopicPartition, OptionalLong>> starts(
            Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
        boolean complained = false;
        while (running.getAsBoolean()) {
            activity.step();
            try {
                return Optional.of(
                        starts(readModel.resume(numbers(partitions)), ends(consumer, partitions), partitions));
            } catch (NestedRuntimeException failure) {
                if (!complained) {
                    log.warn("The projection waits for the read model to say where it stands: {}", failure.toString());
                    complained = true;
                }
                if (!pause()) {
                    return Optional.empty();
                }
            }
        }
        return Optional.empty();
    }

    /** Empty for the beginning. */
    private Map<TopicPartition, OptionalLong> starts(
            Map<Integer, Long> progress, Map<TopicPartition, Long> ends, Collection<TopicPartition> partitions) {
        Map<TopicPartition, OptionalLong> starts = new HashMap<>();
        for (TopicPartition partition : partitions) {
            Long next = progress.get(partition.partition());
            if (next == null) {
                starts.put(partition, OptionalLong.empty());
            } else if (next <= ends.getOrDefault(partition, Long.MAX_VALUE)) {
                starts.put(partition, OptionalLong.of(next));
            } else {
                log.warn(
                        "{} ends before what was projected of it, so it was made anew: read from its beginning",
                        partition);
                readModel.beginAnew(partition.partition());
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
            return consumer.endOffsets(partitions, PATIENCE);
        } catch (WakeupException | InterruptException stopped) {
            throw stopped;
        } catch (KafkaException unknown) {
            return Map.of();
        }
    }

    private static boolean pause() {
        try {
            Thread.sleep(RETRY);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
