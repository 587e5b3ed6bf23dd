package io.productcatalog.query.projection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.query.testing.Products;
import io.productcatalog.query.testing.RunningQueryService;
import io.productcatalog.stack.testing.HangingRegistry;
import io.productcatalog.stack.testing.RealParts;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Guarantee 5 with a registry that knows the topic's subject, and answers wrongly for its schemas. */
@ExtendWith(OutputCaptureExtension.class)
class RecordsAreNotBlamedForTheRegistryIT {

    private static final int PARTITION = 3;
    private static final int RECORDS = 20;
    private static final String UNKNOWN = "{\"error_code\":40403,\"message\":\"Schema not found\"}";

    private final HangingRegistry registry = new HangingRegistry(RealParts.get().registryUrl());
    private RunningQueryService service;

    @AfterEach
    void close() {
        service.close();
        registry.close();
    }

    @Test
    void aBatchThatTheRegistryMakesUnreadableWaitsForItAndBecomesNoDeadLetter(CapturedOutput log) {
        registry.refuse("/schemas/ids/", 404, UNKNOWN);
        service = RunningQueryService.start(Map.of("SCHEMA_REGISTRY_URL", registry.url()));
        service.stopProjecting();
        IntStream.range(0, RECORDS)
                .forEach(_ -> service.topic().publish(PARTITION, Products.active(Products.newId(), 1)));
        service.startProjecting();

        await().until(() -> blocked() == 1);
        await().untilAsserted(() -> assertThat(log)
                .contains(
                        "The projection failed and retries its batch (attempt 1)", "20 of the 20 records of a batch"));
        assertThat(service.projected()).isEmpty();

        registry.answer();
        service.awaitProjected();
        await().until(() -> blocked() == 0);
        assertThat(service.versions()).hasSize(RECORDS);
        assertThat(service.topic().deadLetters()).isEmpty();
    }

    @Test
    void recordsThatAreTrulyGarbageArePassedIfNoBatchIsHeld() {
        UUID after = Products.newId();
        service = RunningQueryService.start(Map.of());
        service.stopProjecting();
        IntStream.range(0, RECORDS)
                .forEach(_ -> service.topic().publish(PARTITION, "garbage", "not avro".getBytes(UTF_8)));
        service.topic().publish(PARTITION, Products.active(after, 1));
        service.startProjecting();
        await().until(() -> blocked() == 1);
        assertThat(service.topic().deadLetters()).isEmpty();
        service.stop();

        try (RunningQueryService passing = service.replica(Map.of("CATALOG_HOLD_POISONED_BATCHES", "false"))) {
            passing.awaitProjected();
            assertThat(passing.versions()).containsOnly(Map.entry(after, 1L));
            assertThat(passing.topic().deadLetters()).hasSize(RECORDS);
        }
    }

    private double blocked() {
        return service.bean(MeterRegistry.class)
                .get("catalog.projection.blocked")
                .gauge()
                .value();
    }
}
