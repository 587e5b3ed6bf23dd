package io.productcatalog.query.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.events.ProductEvent;
import io.productcatalog.events.serde.ProductEventDeserializer;
import io.productcatalog.query.testing.Products;
import io.productcatalog.query.testing.RunningQueryService;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.Deserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;

/** A call that hangs does not stop the projection: its stack is logged, and a new consumer resumes. */
@ExtendWith(OutputCaptureExtension.class)
class AProjectionThatHangsIsStartedAgainIT {

    /** A decoder that hangs once when the test asks for it, and decodes every other record. */
    private static final class HangingDecoder implements Deserializer<ProductEvent> {

        private static final AtomicBoolean hang = new AtomicBoolean();
        private final ProductEventDeserializer real = new ProductEventDeserializer();

        @Override
        public void configure(Map<String, ?> settings, boolean isKey) {
            real.configure(settings, isKey);
        }

        @Override
        public ProductEvent deserialize(String topic, byte[] value) {
            if (hang.compareAndSet(true, false)) {
                hangForever();
            }
            return real.deserialize(topic, value);
        }

        private static void hangForever() {
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                // A call to Kafka or the registry ends in this way. It also sets the interrupt flag of the thread.
                throw new InterruptException(e);
            }
        }
    }

    static class Hanging {

        @Bean
        @Primary
        EventDecoder hangingDecoder(@Value("${schema-registry.url}") String registryUrl) {
            HangingDecoder decoder = new HangingDecoder();
            decoder.configure(Map.of("schema.registry.url", registryUrl), false);
            return new EventDecoder(decoder);
        }
    }

    @Test
    void aDecoderThatNeverReturnsIsInterrupted(CapturedOutput log) {
        try (RunningQueryService service = RunningQueryService.start(
                Map.of("CATALOG_PROJECTION_STALLED_AFTER", "2s", "CATALOG_SHUTDOWN_TIMEOUT", "60s"), Hanging.class)) {
            UUID before = Products.newId();
            service.topic().publish(Products.active(before, 1));
            service.awaitProjected();

            double stallsBefore = stalls(service);
            long consumersBefore = consumers();
            HangingDecoder.hang.set(true);
            UUID hung = Products.newId();
            service.topic().publish(Products.active(hung, 1));
            await().until(() -> stalls(service) > stallsBefore);
            service.awaitProjected();

            assertThat(service.versions()).containsOnly(Map.entry(before, 1L), Map.entry(hung, 1L));
            assertThat(service.topic().deadLetters()).isEmpty();
            await().untilAsserted(() -> assertThat(service.topic().committed())
                    .isEqualTo(service.topic().ends()));
            await("the old consumer to be closed").until(() -> consumers() == consumersBefore);
            assertThat(log).contains("The projection has taken no step for 2 s", "hangForever");
            assertThat(service.management("/actuator/prometheus").body()).contains("catalog_projection_stalls_total");
        }
    }

    private static long consumers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("kafka-coordinator-heartbeat-thread"))
                .count();
    }

    private static double stalls(RunningQueryService service) {
        return service.bean(MeterRegistry.class)
                .get("catalog.projection.stalls")
                .counter()
                .count();
    }
}
