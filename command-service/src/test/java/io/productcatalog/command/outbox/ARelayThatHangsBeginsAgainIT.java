package io.productcatalog.command.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.productcatalog.command.RunningService;
import io.productcatalog.events.ProductEvent;
import io.productcatalog.stack.parts.DatabaseAccess;
import io.productcatalog.stack.testing.HangingRegistry;
import io.productcatalog.stack.testing.RealParts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Guarantee 1 when a call of the relay never ends, or the registry accepts its requests and never answers. */
@ExtendWith(OutputCaptureExtension.class)
class ARelayThatHangsBeginsAgainIT {

    @Test
    void aCallThatNeverEnds(CapturedOutput log) {
        AtomicBoolean hang = new AtomicBoolean(true);
        DatabaseAccess database = RealParts.get().newWriteDatabase();
        String topic = RealParts.get().newTopic();
        MeterRegistry meters = new SimpleMeterRegistry();
        try (RunningService service = RunningService.start(database, topic);
                TopicTail<ProductEvent> tail = TopicTail.events(topic)) {
            service.context().getBean(Relay.class).stop();
            Map<String, Object> settings =
                    service.context().getBean(KafkaProperties.class).buildProducerProperties();
            Runnable preparation = () -> {
                if (hang.getAndSet(false)) {
                    waitForEver();
                }
            };
            Relay relay = new Relay(
                    new DriverManagerDataSource(database.jdbcUrl(), database.appUser(), database.appPassword()),
                    () -> new EventPublisher(() -> new KafkaProducer<>(settings), List.of(preparation), topic, meters),
                    Duration.ofSeconds(8),
                    meters);
            RelayWatchdog watchdog = new RelayWatchdog(relay, Duration.ofSeconds(2), () -> true, meters);
            relay.start();
            String id = service.create("HUNG-1");
            await("the relay to hang").until(() -> !hang.get());

            await().until(() -> {
                watchdog.observe();
                return meters.get("catalog.relay.stalls")
                                .tag("cause", "call")
                                .counter()
                                .count()
                        == 1;
            });

            await().untilAsserted(() ->
                    assertThat(tail.read()).extracting(ConsumerRecord::key).containsExactly(id));
            assertThat(log).contains("The relay has taken no step for 2 s and is restarted", "waitForEver");
            relay.stop();
            assertThat(relay.isRunning()).isFalse();
        }
    }

    @Test
    void aRegistryThatDoesNotAnswerAtTheFirstEventAndAtALaterOne(CapturedOutput log) {
        String topic = RealParts.get().newTopic();
        DatabaseAccess database = RealParts.get().newWriteDatabase();
        try (HangingRegistry registry = new HangingRegistry(RealParts.get().registryUrl())) {
            registry.hang();
            try (RunningService service =
                            RunningService.start(database, topic, Map.of("SCHEMA_REGISTRY_URL", registry.url()));
                    TopicTail<ProductEvent> tail = TopicTail.events(topic)) {
                List<String> ids = new ArrayList<>();
                ids.add(service.create("FIRST-1"));
                await("more than one attempt, each of which asks twice").until(() -> registry.unanswered() >= 3);
                assertThat(log).contains("The relay failed");
                assertThat(tail.read()).isEmpty();
                registry.answer();
                await().untilAsserted(() ->
                        assertThat(tail.read()).extracting(ConsumerRecord::key).isEqualTo(ids));

                int before = registry.unanswered();
                registry.hang();
                // A relay that restarts asks the registry again.
                service.context()
                        .getBean(JdbcClient.class)
                        .sql("""
                                select count(pg_terminate_backend(pid)) from pg_stat_activity
                                where application_name = 'command-service relay' and datname = current_database()""")
                        .query(Integer.class)
                        .single();
                ids.add(service.create("LATER-1"));
                await().until(() -> registry.unanswered() > before);
                registry.answer();
                await().untilAsserted(() ->
                        assertThat(tail.read()).extracting(ConsumerRecord::key).isEqualTo(ids));
            }
        }
    }

    private static void waitForEver() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
