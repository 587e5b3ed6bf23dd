package io.productcatalog.query.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.events.ProductEvent;
import io.productcatalog.query.testing.Products;
import io.productcatalog.query.testing.RunningQueryService;
import io.productcatalog.stack.testing.HangingRegistry;
import io.productcatalog.stack.testing.RealParts;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/**
 * Guarantee 5 with a registry that accepts the projection's requests and answers none: the projection retries and logs
 * it, and no record is lost.
 */
@ExtendWith(OutputCaptureExtension.class)
class ARegistryThatNeverAnswersIsWaitedForIT {

    private static final String RETRY_LINE = "The projection failed and retries its batch";

    /** More requests than one attempt of the projection, which makes two. */
    private static final int RETRIED = 3;

    private final HangingRegistry registry = new HangingRegistry(RealParts.get().registryUrl());
    private RunningQueryService service;

    @BeforeEach
    void start() {
        registry.hang();
        service = RunningQueryService.start(Map.of("SCHEMA_REGISTRY_URL", registry.url()));
    }

    @AfterEach
    void close() {
        service.close();
        registry.close();
    }

    @Test
    void theFirstRecordAndALaterOneWithAnotherSchemaAreRetried(CapturedOutput log) {
        UUID first = Products.newId();
        service.topic().publish(Products.active(first, 1));
        await().until(() -> registry.unanswered() >= RETRIED);
        assertThat(log).contains(RETRY_LINE, "the schema registry did not answer within 5000 ms");
        assertThat(service.versions()).isEmpty();
        registry.answer();
        service.awaitProjected();

        int before = registry.unanswered();
        registry.hang();
        UUID later = Products.newId();
        publishInANewSchema(later);
        await().until(() -> registry.unanswered() > before);
        assertThat(service.versions()).containsOnly(Map.entry(first, 1L));
        registry.answer();
        service.awaitProjected();

        assertThat(service.versions()).containsOnly(Map.entry(first, 1L), Map.entry(later, 1L));
        assertThat(service.topic().deadLetters()).isEmpty();
    }

    @Test
    void aStopDoesNotWaitForTheRegistryAndSkipsNoRecord() {
        UUID id = Products.newId();
        service.topic().publish(Products.active(id, 1));
        await().until(() -> registry.unanswered() > 0);

        long begin = System.nanoTime();
        service.stop();

        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .as("two requests of 5 s, and time for a slow machine, inside the grace period of 60 s")
                .isLessThan(Duration.ofSeconds(45));
        assertThat(service.topic().committed()).isEmpty();
        registry.answer();
        service.start();
        service.awaitProjected();
        assertThat(service.versions()).containsOnly(Map.entry(id, 1L));
    }

    private void publishInANewSchema(UUID id) {
        Schema schema = new Schema.Parser()
                .parse(ProductEvent.getClassSchema()
                        .toString()
                        .replace("\"DISCONTINUED\"", "\"DISCONTINUED\",\"NEW\""));
        service.topic()
                .publish(
                        0,
                        id.toString(),
                        service.topic()
                                .encodeGeneric(
                                        service.topic().name(), Products.generic(Products.active(id, 1), schema)));
    }
}
