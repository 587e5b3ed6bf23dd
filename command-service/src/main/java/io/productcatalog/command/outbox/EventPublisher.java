package io.productcatalog.command.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.productcatalog.command.store.LoggedChange;
import io.productcatalog.events.ProductEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/**
 * Sends events to the topic.
 *
 * <p>The producer is idempotent and never gives up on a record by itself, so within a partition nothing is reordered or
 * skipped however long the brokers are away.
 */
final class EventPublisher implements AutoCloseable {

    private final Supplier<Producer<String, ProductEvent>> producers;
    private final List<Runnable> beforeFirst;
    private final String topic;
    private final MeterRegistry meters;
    private @Nullable Producer<String, ProductEvent> producer;
    private @Nullable KafkaClientMetrics metrics;

    /**
     * Makes a publisher that is not connected yet.
     *
     * @param producers makes producers, which the publisher owns
     * @param beforeFirst makes what must be in place before the first record, in this order; it may fail, and is tried again then
     */
    EventPublisher(
            Supplier<Producer<String, ProductEvent>> producers,
            List<Runnable> beforeFirst,
            String topic,
            MeterRegistry meters) {
        this.producers = producers;
        this.beforeFirst = beforeFirst;
        this.topic = topic;
        this.meters = meters;
    }

    /**
     * Sends these events in their order, behind those that were sent before.
     *
     * @throws ExecutionException when one of them cannot even be queued; others may have been sent, and all of them are to be
     *     sent again
     */
    InFlightBatch send(List<LoggedChange> events) throws ExecutionException, InterruptedException {
        Producer<String, ProductEvent> open = connect();
        List<Future<?>> acknowledgements = new ArrayList<>(events.size());
        for (LoggedChange event : events) {
            Future<?> sent = open.send(ProductEventRecords.toRecord(topic, event.change(), event.traceParent()));
            if (sent.isDone()) {
                // A record that could not even be queued must stop the ones behind it.
                sent.get();
            }
            acknowledgements.add(sent);
        }
        return new InFlightBatch(acknowledgements, events.getLast().at());
    }

    /**
     * Prepares for the first event, so that it need not wait for more than the brokers.
     *
     * @param step is told of each part that is done
     */
    void prepare(Runnable step) {
        for (Runnable preparation : beforeFirst) {
            preparation.run();
            step.run();
        }
        connect().partitionsFor(topic);
        step.run();
    }

    private Producer<String, ProductEvent> connect() {
        Producer<String, ProductEvent> open = producer;
        if (open == null) {
            open = producers.get();
            producer = open;
            metrics = new KafkaClientMetrics(open);
            metrics.bindTo(meters);
        }
        return open;
    }

    /** Drops whatever is not sent: it must not arrive behind what the next one in office publishes. */
    @Override
    public void close() {
        if (metrics != null) {
            metrics.close();
        }
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
    }
}
