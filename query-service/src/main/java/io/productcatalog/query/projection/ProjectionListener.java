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
 * Projects one batch after the other, on the consumer's thread. When a batch returns, its rows are committed, its dead
 * letters acknowledged and its progress noted; only then does the container commit the offsets. When it throws, the container retries it.
 */
class ProjectionListener {

    static final String ID = "projection";

    private static final Logger log = LoggerFactory.getLogger(ProjectionListener.class);

    /** A database that does not answer is not asked for one idle partition after the other: a stop would wait for all. */
    private static final Duration BREATH = Duration.ofSeconds(5);

    private final EventDecoder decoder;
    private final ReadModelWriter readModel;
    private final DeadLetterPublisher deadLetters;
    private final ProjectionActivity activity;
    private final Counter stored;
    private final Counter superseded;
    private final Counter deadLettered;
    private long askAgain = System.nanoTime();

    ProjectionListener(
            EventDecoder decoder,
            ReadModelWriter readModel,
            DeadLetterPublisher deadLetters,
            ProjectionActivity activity,
            MeterRegistry meters) {
        this.decoder = decoder;
        this.readModel = readModel;
        this.deadLetters = deadLetters;
        this.activity = activity;
        this.stored = meters.counter("catalog.projection.records", "outcome", "stored");
        this.superseded = meters.counter("catalog.projection.records", "outcome", "superseded");
        this.deadLettered = meters.counter("catalog.projection.records", "outcome", "dead-lettered");
    }

    @KafkaListener(
            id = ProjectionListener.ID,
            topics = "${CATALOG_TOPIC}",
            groupId = "query-service.read-model-${CATALOG_READ_MODEL_GENERATION}")
    void project(List<ConsumerRecord<byte[], byte[]>> records) {
        ProjectionBatch batch = ProjectionBatch.read(records, decoder, activity);
        List<DeadLetter> letters = new ArrayList<>(batch.unusable());
        int won = store(batch, letters);
        deadLettered.increment(letters.size());
        superseded.increment(records.size() - won - letters.size());
    }

    /**
     * Rows and progress in one transaction, unless there are letters: who goes on from the progress never reads again what
     * it has passed, so the letters must be written by then.
     */
    private int store(ProjectionBatch batch, List<DeadLetter> letters) {
        boolean together = letters.isEmpty();
        int won;
        try {
            won = counted(readModel.store(batch.rows(), together ? batch.nextOffsets() : Map.of()));
        } catch (DataIntegrityViolationException refusal) {
            together = false;
            won = storeOneByOne(batch, letters);
        }
        if (!together) {
            deadLetters.publish(letters);
            activity.step();
            readModel.store(List.of(), batch.nextOffsets());
        }
        return won;
    }

    /** At once: a batch that fails later is tried again, and wins nothing then. */
    private int counted(int won) {
        stored.increment(won);
        return won;
    }

    /** The database refuses some row's content, which waiting does not change: only that row is given up. */
    private int storeOneByOne(ProjectionBatch batch, List<DeadLetter> letters) {
        int won = 0;
        for (ProductRow row : batch.rows()) {
            try {
                won += counted(readModel.store(List.of(row), Map.of()));
            } catch (DataIntegrityViolationException refusal) {
                activity.step();
                letters.add(new DeadLetter(batch.origin(row), refusal));
            }
        }
        return won;
    }

    /** The container tries again by itself, and asks no error handler. */
    @EventListener
    void refusedByTheBrokers(ConsumerRetryAuthEvent event) {
        log.debug("The brokers refuse {}", event);
        activity.step();
    }

    /**
     * Keeps the progress true where offsets pass without a record to project: after an empty start, a compacted tail or
     * the marker of a transaction. Where none does either, this only sees whether the read model still has what it had.
     *
     * @throws ReadModelRegressedException when it has not
     */
    @EventListener
    void idle(ListenerContainerPartitionIdleEvent event) {
        Consumer<?, ?> consumer = event.getConsumer();
        if (consumer.paused().contains(event.getTopicPartition()) || System.nanoTime() - askAgain < 0) {
            return;
        }
        int partition = event.getTopicPartition().partition();
        try {
            readModel.store(List.of(), Map.of(partition, consumer.position(event.getTopicPartition())));
        } catch (ReadModelRegressedException lost) {
            throw lost;
        } catch (NestedRuntimeException failure) {
            activity.step();
            askAgain = System.nanoTime() + BREATH.toNanos();
            log.debug("The progress of the idle partition {} is not stored yet", partition, failure);
        }
    }
}
