package io.productcatalog.command.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.productcatalog.command.RunningService;
import io.productcatalog.events.ProductEvent;
import io.productcatalog.stack.parts.DatabaseAccess;
import io.productcatalog.stack.testing.RealParts;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * Guarantee 2 when a broker loses the first request of a producer, as while it becomes the leader. It accepts any
 * sequence number from a producer that it does not know, so idempotence alone does not keep the order.
 */
class ARecordIsNotOvertakenWhileItIsSentAgainIT {

    private static final int CHANGES = 3;

    @Test
    void theVersionsOfAProductArePublishedInTheirOrder() throws IOException {
        DatabaseAccess database = RealParts.get().newWriteDatabase();
        String topic = RealParts.get().newTopic();
        int broker = URI.create("kafka://" + RealParts.get().bootstrapServers()).getPort();
        try (RunningService service = RunningService.start(database, topic);
                RequestLosingProxy proxy = new RequestLosingProxy(broker);
                TopicTail<ProductEvent> tail = TopicTail.events(topic)) {
            service.context().getBean(Relay.class).stop();
            String id = service.create("OVERTAKEN-1");
            for (int i = 1; i < CHANGES; i++) {
                service.put("/products/" + id + "/stock", "{\"stock\":%d}".formatted(10 * i));
            }
            Map<String, Object> settings =
                    service.context().getBean(KafkaProperties.class).buildProducerProperties();
            settings.put("bootstrap.servers", proxy.bootstrapServers());
            // A request for each event.
            settings.put("batch.size", 0);
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            Relay relay = new Relay(
                    new DriverManagerDataSource(database.jdbcUrl(), database.appUser(), database.appPassword()),
                    () -> new EventPublisher(() -> new KafkaProducer<>(settings), List.of(), topic, meters),
                    Duration.ofSeconds(8),
                    meters);
            relay.start();

            await().until(() -> !tail.read().isEmpty());
            assertThat(tail.read().getFirst().value().getVersion()).isEqualTo(1);
            await().until(() -> tail.read().size() == CHANGES);
            relay.stop();
            assertThat(proxy.hasLostOne()).isTrue();
            assertThat(tail.read())
                    .extracting(event -> event.value().getVersion())
                    .containsExactly(1L, 2L, 3L);
        }
    }
}
