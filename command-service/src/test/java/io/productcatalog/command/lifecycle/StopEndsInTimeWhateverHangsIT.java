package io.productcatalog.command.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.command.RunningService;
import io.productcatalog.stack.parts.CatalogTopics;
import io.productcatalog.stack.parts.DatabaseAccess;
import io.productcatalog.stack.parts.LocalParts;
import io.productcatalog.stack.parts.PartsPorts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.SimpleAsyncTaskScheduler;

/**
 * Guarantee 4 when a part keeps its connections open and does not answer (SIGSTOP): a stop still ends, and no thread
 * goes on working.
 */
class StopEndsInTimeWhateverHangsIT {

    /** Twice the sum of the limits: 8 and 2 s for the relay, 5 s for the pool. */
    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

    @TempDir
    private static Path directory;

    private static LocalParts parts;

    @BeforeAll
    static void startParts() {
        parts = LocalParts.in(directory, PartsPorts.ephemeral());
        parts.start();
    }

    @AfterEach
    void resume() {
        parts.all().forEach(part -> part.child().resume());
    }

    @AfterAll
    static void stopParts() {
        parts.close();
    }

    @Test
    void scheduledTasksThatWaitForTheDatabaseAreNotWaitedFor() throws InterruptedException {
        try (RunningService service = start("tasks_hang")) {
            var pool = service.connectionPool();
            parts.postgres().child().pause();
            await("a measurement of the backlog that hangs").until(() -> pool.getActiveConnections() > 0);

            CountDownLatch stopped = new CountDownLatch(1);
            service.context().getBean(SimpleAsyncTaskScheduler.class).stop(stopped::countDown);

            stopped.await();
            assertThat(pool.getActiveConnections()).as("calls that still hang").isPositive();
            parts.postgres().child().resume();
        }
    }

    @Test
    void theDatabaseHangs() {
        RunningService service = start("database_hangs");
        service.create("A-1");
        await("the relay to have finished with the registry, which uses the same server")
                .until(() -> service.context()
                                .getBean(MeterRegistry.class)
                                .get("catalog.relay.published")
                                .counter()
                                .count()
                        == 1);

        parts.postgres().child().pause();

        stopsInTime(service);
    }

    @Test
    void theBrokersHangWhileAnEventWaits() {
        RunningService service = start("brokers_hang");

        parts.kafka().child().pause();
        service.create("B-1");

        stopsInTime(service);
    }

    @Test
    void theRegistryHangsBeforeTheFirstEvent() {
        parts.registry().child().pause();
        RunningService service = start("registry_hangs");
        service.create("C-1");

        stopsInTime(service);
    }

    private static RunningService start(String name) {
        DatabaseAccess database = parts.postgres().databases().writeDatabase(name);
        CatalogTopics.create(parts.kafka().bootstrapServers(), name);
        RunningService service = RunningService.start(
                database,
                name,
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        parts.kafka().bootstrapServers(),
                        "SCHEMA_REGISTRY_URL",
                        parts.registry().url()));
        await().until(() -> service.context()
                        .getBean(MeterRegistry.class)
                        .get("catalog.relay.active")
                        .gauge()
                        .value()
                == 1);
        return service;
    }

    /**
     * Stops the relay first, by itself: a thread that it leaves behind could end unnoticed while the other beans stop.
     */
    private static void stopsInTime(RunningService service) {
        long begin = System.nanoTime();
        SmartLifecycle relay = service.context().getBean("relay", SmartLifecycle.class);
        relay.stop();
        assertThat(relay.isRunning()).as("the relay's thread").isFalse();
        service.close();
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(STOP_LIMIT);
    }
}
