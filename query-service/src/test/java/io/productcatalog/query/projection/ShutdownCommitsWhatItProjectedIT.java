package io.productcatalog.query.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.query.testing.Products;
import io.productcatalog.query.testing.RunningQueryService;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Guarantee 4: after a stop under load, the committed offsets match the read model. */
class ShutdownCommitsWhatItProjectedIT {

    @Test
    void afterAStopUnderLoadTheCommittedOffsetsAreTheProjectedOnes() throws InterruptedException {
        try (RunningQueryService service = RunningQueryService.start(Map.of())) {
            UUID id = Products.newId();
            AtomicBoolean publishing = new AtomicBoolean(true);
            Thread load = Thread.ofVirtual().start(() -> {
                for (long version = 1; publishing.get(); version++) {
                    service.topic().publish(Products.active(id, version), Products.active(Products.newId(), 1));
                }
            });
            await().until(() -> service.versions().getOrDefault(id, 0L) > 100);

            service.stop();

            Map<Integer, Long> projected = service.projected();
            assertThat(service.topic().committed()).isEqualTo(projected);
            await("records that are left to project")
                    .until(() -> !service.topic().ends().equals(projected));
            publishing.set(false);
            load.join();

            service.start();
            service.awaitProjected();
        }
    }

    @Test
    void aStopWhileTheDatabaseRefusesWritesDoesNotWaitAndSkipsNoRecord() {
        try (RunningQueryService service = RunningQueryService.start(Map.of("CATALOG_SHUTDOWN_TIMEOUT", "10m"))) {
            service.topic().publish(Products.active(Products.newId(), 1));
            service.awaitProjected();
            Map<Integer, Long> before = service.projected();
            UUID id = Products.newId();

            service.readModel()
                    .sql("revoke insert, update on product_document from " + service.appUser())
                    .update();
            service.topic().publish(Products.active(id, 1));
            await("retried for longer than a partition must be quiet to count as idle")
                    .during(Duration.ofSeconds(2))
                    .until(() -> service.management("/actuator/prometheus")
                            .body()
                            .contains("catalog_projection_lag_records 1.0"));

            // The shutdown timeout is longer than the time limit of the test.
            service.stop();

            assertThat(service.projected()).isEqualTo(before);
            assertThat(service.topic().committed()).isEqualTo(before);

            service.readModel()
                    .sql("grant insert, update on product_document to " + service.appUser())
                    .update();
            service.start();
            service.awaitProjected();
            assertThat(service.versions()).containsEntry(id, 1L);
        }
    }
}
