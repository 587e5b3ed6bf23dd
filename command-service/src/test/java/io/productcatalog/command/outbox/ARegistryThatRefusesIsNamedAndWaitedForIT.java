package io.productcatalog.command.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.command.RunningService;
import io.productcatalog.events.ProductEvent;
import io.productcatalog.stack.testing.HangingRegistry;
import io.productcatalog.stack.testing.RealParts;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Guarantee 1 with a registry, or a proxy before it, that answers every request with a refusal. */
@ExtendWith(OutputCaptureExtension.class)
class ARegistryThatRefusesIsNamedAndWaitedForIT {

    private static final String HTML = "<html>refused</html>";
    private static final String UNKNOWN = "{\"error_code\":40401,\"message\":\"Subject not found\"}";

    private final HangingRegistry registry = new HangingRegistry(RealParts.get().registryUrl());
    private final String topic = RealParts.get().newTopic();

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void whenTheRelayBegins(CapturedOutput log) {
        registry.refuse("/", 401, HTML);
        try (RunningService service = start(Map.of());
                TopicTail<ProductEvent> tail = TopicTail.events(topic)) {
            String id = service.create("REFUSED-1");
            for (int status : List.of(401, 403, 404, 500)) {
                registry.refuse("/", status, HTML);
                await().untilAsserted(() -> assertThat(log).contains("answers " + status, "The relay failed"));
            }
            registry.refuse("/", 404, UNKNOWN);
            await().untilAsserted(() -> assertThat(log).contains("the schema registry answers 404 to POST"));
            assertThat(tail.read()).isEmpty();
            assertThat(blocked(service)).isZero();

            registry.answer();
            await().untilAsserted(() ->
                    assertThat(tail.read()).extracting(ConsumerRecord::key).containsExactly(id));
        }
    }

    @Test
    void atTheFirstEventWhichIsNotToBlame(CapturedOutput log) {
        try (RunningService service = start(Map.of());
                TopicTail<ProductEvent> tail = TopicTail.events(topic)) {
            await().untilAsserted(() -> assertThat(log).contains("Registered the event schema on subject " + topic));
            registry.refuse("/", 500, HTML);
            List<String> ids = new ArrayList<>();
            ids.add(service.create("FIRST-1"));
            ids.add(service.create("FIRST-2"));

            await().untilAsserted(() -> assertThat(log).contains("address answers 500"));
            assertThat(blocked(service)).isZero();
            assertThat(log).doesNotContain("is refused");

            registry.answer();
            await().untilAsserted(() ->
                    assertThat(tail.read()).extracting(ConsumerRecord::key).containsExactlyInAnyOrderElementsOf(ids));
        }
    }

    @Test
    void nothingIsPublishedBeforeTheSchemaIsRegisteredIfTheServiceMustNotRegisterIt(CapturedOutput log)
            throws InterruptedException {
        try (RunningService service = start(Map.of("CATALOG_REGISTER_SCHEMA", "false"));
                TopicTail<ProductEvent> tail = TopicTail.events(topic)) {
            String id = service.create("UNREGISTERED-1");
            await().untilAsserted(() -> assertThat(log)
                    .contains("is not registered on subject " + topic + "-value", "run `migrate` of this release"));
            assertThat(tail.read()).isEmpty();
            assertThat(blocked(service)).isZero();

            service.context().getBean(SchemaRegistration.class).register();
            await().untilAsserted(() ->
                    assertThat(tail.read()).extracting(ConsumerRecord::key).containsExactly(id));
        }
    }

    private RunningService start(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("SCHEMA_REGISTRY_URL", registry.url());
        return RunningService.start(RealParts.get().newWriteDatabase(), topic, all);
    }

    private static double blocked(RunningService service) {
        return service.context()
                .getBean(MeterRegistry.class)
                .get("catalog.relay.blocked")
                .gauge()
                .value();
    }
}
