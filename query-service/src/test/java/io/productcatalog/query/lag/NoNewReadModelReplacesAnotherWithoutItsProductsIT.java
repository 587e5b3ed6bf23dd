package io.productcatalog.query.lag;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.query.testing.Products;
import io.productcatalog.query.testing.RunningQueryService;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** A generation is not ready if its first pass over the topic made more than 10 dead letters, also after a restart. */
@ExtendWith(OutputCaptureExtension.class)
class NoNewReadModelReplacesAnotherWithoutItsProductsIT {

    private static final int PARTITION = 3;

    private RunningQueryService first;

    @BeforeEach
    void start() {
        first = RunningQueryService.start(Map.of());
        await().until(() -> isReady(first));
    }

    @AfterEach
    void close() {
        first.close();
    }

    @Test
    void aGenerationWithTooManyDeadLettersWaitsUntilItIsDeclaredReady(CapturedOutput log) {
        publishWithPoisonedRecords(10);
        RunningQueryService second = first.replica(Map.of("CATALOG_READ_MODEL_GENERATION", "2"));
        await().until(() -> isReady(second));

        publishWithPoisonedRecords(1);
        RunningQueryService third = first.replica(Map.of("CATALOG_READ_MODEL_GENERATION", "3"));
        await().until(() -> isRefused(third));
        assertThat(log).contains("Not ready for traffic", "11 records became dead letters, more than 10");
        assertThat(isReady(third)).isFalse();
        assertThat(isReady(first)).isTrue();
        assertThat(isReady(second)).as("counts its first pass only").isTrue();

        third.stop();
        third.start();
        await().until(() -> isRefused(third));
        assertThat(isReady(third)).isFalse();

        first.readModel()
                .sql("update read_model_3.read_model set caught_up_at = now()")
                .update();
        await().until(() -> isReady(third));
        assertThat(isRefused(third)).isFalse();

        third.stop();
        second.stop();
    }

    /** Two good records for each poisoned one, so that no batch is held. */
    private void publishWithPoisonedRecords(int count) {
        IntStream.range(0, count).forEach(_ -> {
            first.topic().publish(PARTITION, Products.active(Products.newId(), 1));
            first.topic().publish(PARTITION, Products.active(Products.newId(), 1));
            first.topic().publish(PARTITION, "garbage", "not avro".getBytes(UTF_8));
        });
        first.awaitProjected();
    }

    private static boolean isReady(RunningQueryService service) {
        return service.management("/actuator/health/readiness").statusCode() == 200;
    }

    private static boolean isRefused(RunningQueryService service) {
        return service.management("/actuator/prometheus")
                .body()
                .lines()
                .anyMatch("catalog_read_model_refused 1.0"::equals);
    }
}
