package io.productcatalog.query.projection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.EventListener;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.kafka.annotation.KafkaListener;
import org.springframework.kafka.event.ConsumerRetryAuthEvent;
import org.springframework.kafka.event.ListenerContainerPartitionIdleEvent;

/**
 * The listener that projects polled records in batches, one after the other, on the consumer's thread. When it returns,
 * the rows are committed, the dead letters are acknowledged and the offsets are stored in the read model. Only then does
 * the container commit the offsets to Kafka. When it throws, the container retries all polled records; those of its
 * first batches are then stored already.
 */
class ProjectionListener {

    static final String ID = "projection";

    private static final Logger log = LoggerFactory.getLogger(ProjectionListener.class);

    /** The pause after a failed idle update. Without it, a stop would wait for the database once for each partition. */
    private static final Duration IDLE_RETRY_DELAY = Duration.ofSeconds(5);

    private final EventDecoder decoder;
    private final ReadModelWriter readModel;
    private final DeadLetterPublisher publisher;
    private final PoisonedBatchGuard guard;
    private final ProjectionActivity activity;
    private final Counter stored;
    private final Counter superseded;
    private final Counter deadLettered;
    private long nextIdleUpdateNanos = System.nanoTime();

    ProjectionListener(
            EventDecoder decoder,
            ReadModelWriter readModel,
            DeadLetterPublisher publisher,
            PoisonedBatchGuard guard,
            ProjectionActivity activity,
            MeterRegistry meters) {
        this.decoder = decoder;
        this.readModel = readModel;
        this.publisher = publisher;
        this.guard = guard;
        this.activity = activity;
        this.stored = meters.counter("catalog.projection.records", "outcome", "stored");
        this.superseded = meters.counter("catalog.projection.records", "outcome", "superseded");
        this.deadLettered = meters.counter("catalog.projection.records", "outcome", "dead-lettered");
    }

    @KafkaListener(
            id = ProjectionListener.ID,
            topics = "${catalog.topic}",
            groupId = "query-service.read-model-${catalog.read-model-generation}")
    void project(List<ConsumerRecord<byte[], byte[]>> records) {
        PolledRecords.split(records).forEach(this::projectBatch);
        guard.release();
    }

    private void projectBatch(List<ConsumerRecord<byte[], byte[]>> records) {
        ProjectionBatch batch = ProjectionBatch.read(records, decoder, activity);
        List<DeadLetter> deadLetters = new ArrayList<>(batch.unusable());
        int newer = store(batch, deadLetters);
        deadLettered.increment(deadLetters.size());
        superseded.increment(records.size() - newer - deadLetters.size());
    }

    /**
     * Stores rows and offsets in one transaction if there are no dead letters. Otherwise it stores the offsets after
     * the dead letters: a consumer that resumes from the offsets never reads the records before them again.
     */
    private int store(ProjectionBatch batch, List<DeadLetter> deadLetters) {
        boolean together = deadLetters.isEmpty();
        int newer;
        try {
            newer = counted(readModel.store(batch.rows(), together ? batch.nextOffsets() : Map.of()));
        } catch (DataIntegrityViolationException refusal) {
            together = false;
            newer = storeOneByOne(batch, deadLetters);
        }
        if (!together) {
            guard.check(deadLetters, batch.values());
            publisher.publish(deadLetters);
            activity.step();
            readModel.store(List.of(), batch.nextOffsets(), deadLetters.size());
        }
        return newer;
    }

    /** Counts the rows at once: if the batch fails later, its retry finds them stored. */
    private int counted(int newer) {
        stored.increment(newer);
        return newer;
    }

    /** Gives up only the rows whose content the database refuses, which a retry does not change. */
    private int storeOneByOne(ProjectionBatch batch, List<DeadLetter> deadLetters) {
        int newer = 0;
        for (ProductRow row : batch.rows()) {
            try {
                newer += counted(readModel.store(List.of(row), Map.of()));
            } catch (DataIntegrityViolationException refusal) {
                activity.step();
                deadLetters.add(new DeadLetter(batch.origin(row), refusal));
            }
        }
        return newer;
    }

    /** Counts a failed authentication as a step. The container retries it without an error handler. */
    @EventListener
    void authenticationFailed(ConsumerRetryAuthEvent event) {
        log.debug("The brokers refuse {}", event);
        activity.step();
    }

    /**
     * Stores the position of an idle partition, which may have advanced without a record to project: at an empty start,
     * over a compacted tail or a transaction marker. If it has not advanced, this only checks that the read model has
     * lost nothing.
     *
     * @throws ReadModelRegressedException when it has
     */
    @EventListener
    void idle(ListenerContainerPartitionIdleEvent event) {
        Consumer<?, ?> consumer = event.getConsumer();
        if (consumer.paused().contains(event.getTopicPartition()) || System.nanoTime() - nextIdleUpdateNanos < 0) {
            return;
        }
        guard.release();
        int partition = event.getTopicPartition().partition();
        try {
            readModel.store(List.of(), Map.of(partition, consumer.position(event.getTopicPartition())));
        } catch (ReadModelRegressedException lost) {
            throw lost;
        } catch (NestedRuntimeException failure) {
            activity.step();
            nextIdleUpdateNanos = System.nanoTime() + IDLE_RETRY_DELAY.toNanos();
            log.debug("The offset of the idle partition {} is not stored yet", partition, failure);
        }
    }
}
