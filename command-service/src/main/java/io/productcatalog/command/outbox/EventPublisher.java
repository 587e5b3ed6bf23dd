package io.productcatalog.command.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaClientMetrics;
import io.productcatalog.command.store.LoggedChange;
import io.productcatalog.events.ProductEvent;
import io.productcatalog.events.serde.SchemaRegistryException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;

/**
 * The Kafka sender of one relay lease: it sends events to the topic.
 *
 * <p>Its producer is idempotent and never gives up a record, so within a partition no record is reordered or skipped,
 * however long the brokers are unavailable.
 */
final class EventPublisher implements AutoCloseable {

    private final Supplier<Producer<String, ProductEvent>> producerFactory;
    private final List<Runnable> preparations;
    private final String topic;
    private final MeterRegistry meters;
    private @Nullable Producer<String, ProductEvent> producer;
    private @Nullable KafkaClientMetrics metrics;

    /**
     * Creates a publisher that is not connected yet.
     *
     * @param producerFactory creates the producer, which the publisher owns and closes
     * @param preparations create what the first record needs, in this order. If one fails, the next publisher runs all
     *     of them again.
     */
    EventPublisher(
            Supplier<Producer<String, ProductEvent>> producerFactory,
            List<Runnable> preparations,
            String topic,
            MeterRegistry meters) {
        this.producerFactory = producerFactory;
        this.preparations = preparations;
        this.topic = topic;
        this.meters = meters;
    }

    /**
     * Sends the events in their order, after all events sent before. It stops at an event that cannot be queued, whose
     * acknowledgement then has failed: the events behind it must not overtake it.
     *
     * @throws SchemaRegistryException when the serializer gets no schema id from the registry, which is no fault of the
     *     event
     */
    InFlightBatch send(List<LoggedChange> events) {
        Producer<String, ProductEvent> connected = connect();
        List<Future<?>> acknowledgements = new ArrayList<>(events.size());
        for (LoggedChange event : events) {
            Future<?> sent = send(connected, event);
            acknowledgements.add(sent);
            if (sent.state() == Future.State.FAILED) {
                break;
            }
        }
        return new InFlightBatch(events, acknowledgements);
    }

    /** The acknowledgement, which has failed if the serializer or the producer refuses the event. */
    private Future<?> send(Producer<String, ProductEvent> connected, LoggedChange event) {
        try {
            return connected.send(ProductEventRecords.toRecord(topic, event));
        } catch (InterruptException | SchemaRegistryException notTheEvent) {
            throw notTheEvent;
        } catch (KafkaException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    /**
     * Runs the preparations and connects, so that the first event waits for the brokers only.
     *
     * @param onStep is run after each step
     */
    void prepare(Runnable onStep) {
        for (Runnable preparation : preparations) {
            preparation.run();
            onStep.run();
        }
        connect().partitionsFor(topic);
        onStep.run();
    }

    private Producer<String, ProductEvent> connect() {
        Producer<String, ProductEvent> connected = producer;
        if (connected == null) {
            connected = producerFactory.get();
            producer = connected;
            metrics = new KafkaClientMetrics(connected);
            metrics.bindTo(meters);
        }
        return connected;
    }

    /** Drops all records that are not sent yet. They must not arrive after those that the next leader publishes. */
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
