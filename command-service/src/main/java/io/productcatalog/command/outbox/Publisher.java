package io.productcatalog.command.outbox;

import io.productcatalog.command.eventlog.LoggedChange;
import io.productcatalog.command.events.EventContract;
import io.productcatalog.command.events.ProductEvents;
import io.productcatalog.events.ProductEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.ProducerFactory;

/**
 * Sends events to the topic and waits for the brokers' acknowledgement.
 *
 * <p>The producer is idempotent and never gives up on a record by itself, so within a partition nothing is reordered or
 * skipped however long the brokers are away. The schema's contract with the registry is established before the first
 * record.
 */
final class Publisher implements AutoCloseable {

    private final ProducerFactory<String, ProductEvent> producers;
    private final EventContract contract;
    private final String topic;
    private @Nullable Producer<String, ProductEvent> producer;

    Publisher(ProducerFactory<String, ProductEvent> producers, EventContract contract, String topic) {
        this.producers = producers;
        this.contract = contract;
        this.topic = topic;
    }

    /**
     * Publishes these events in their order and returns when all of them are acknowledged.
     *
     * @throws ExecutionException when one was not; some of them may have been published, none behind one that was not
     */
    void publish(List<LoggedChange> events) throws ExecutionException, InterruptedException {
        Producer<String, ProductEvent> open = open();
        List<Future<?>> acknowledgements = new ArrayList<>(events.size());
        for (LoggedChange event : events) {
            Future<?> sent = open.send(ProductEvents.toRecord(topic, event.change(), event.traceParent()));
            if (sent.isDone()) {
                // A record that could not even be queued must stop the ones behind it.
                sent.get();
            }
            acknowledgements.add(sent);
        }
        for (Future<?> acknowledgement : acknowledgements) {
            acknowledgement.get();
        }
    }

    private Producer<String, ProductEvent> open() {
        Producer<String, ProductEvent> open = producer;
        if (open == null) {
            contract.establish();
            open = producers.createProducer();
            producer = open;
        }
        return open;
    }

    /** Drops the producer with whatever it has not sent; the next publication starts with a new one. */
    @Override
    public void close() {
        if (producer != null) {
            producer.close(Duration.ZERO);
            producer = null;
        }
    }
}
