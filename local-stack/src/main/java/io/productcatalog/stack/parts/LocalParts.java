package io.productcatalog.stack.parts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The three parts of one directory.
 *
 * <pre>{@code
 * try (LocalParts parts = LocalParts.in(directory, PartsPorts.ephemeral())) {
 *     parts.start();
 *     DatabaseAccess database = parts.postgres().databases().writeDatabase("catalog_write");
 *     CatalogTopics.create(parts.kafka().bootstrapServers(), "catalog.products");
 *     parts.kafka().child().kill();   // kill -9
 *     parts.kafka().start();          // and everything acknowledged is there
 * }
 * }</pre>
 *
 * Data, logs, generated passwords and records of the processes are under the directory. Closing stops what runs and
 * leaves the data.
 */
public final class LocalParts implements AutoCloseable {

    /** Called from several threads. */
    @FunctionalInterface
    public interface Progress {
        void ready(Part part, Duration took);
    }

    private final KafkaBroker kafka;
    private final PostgresServer postgres;
    private final Registry registry;

    private LocalParts(KafkaBroker kafka, PostgresServer postgres, Registry registry) {
        this.kafka = kafka;
        this.postgres = postgres;
        this.registry = registry;
    }

    /** The parts of that directory, not started. */
    public static LocalParts in(Path directory, PartsPorts ports) {
        Path absolute = directory.toAbsolutePath().normalize();
        PostgresServer postgres = new PostgresServer(absolute, ports.postgres());
        return new LocalParts(
                new KafkaBroker(absolute, ports.kafka(), ports.kafkaController()),
                postgres,
                new Registry(absolute, ports.registry(), ports.registryManagement(), postgres));
    }

    public KafkaBroker kafka() {
        return kafka;
    }

    public PostgresServer postgres() {
        return postgres;
    }

    public Registry registry() {
        return registry;
    }

    /** In the order in which they stop: the registry writes to PostgreSQL. */
    public List<Part> all() {
        return List.of(registry, kafka, postgres);
    }

    /** Starts all three and returns when all answer. @throws PartFailure when one does not; those that do keep running */
    public void start() {
        start((part, took) -> {});
    }

    /** The same, telling of each part when it is ready. */
    public void start(Progress progress) {
        ParallelStart.start(() -> start(kafka, progress), () -> {
            start(postgres, progress);
            start(registry, progress);
        });
    }

    /** Stops what an earlier launcher left running here. Returns the parts that were. */
    public List<Part> stopLeftovers() {
        return all().stream().filter(Part::stopLeftover).toList();
    }

    /** Stops the registry and Kafka, then PostgreSQL. */
    @Override
    public void close() {
        Stream.of(registry, kafka).parallel().forEach(Part::stop);
        postgres.stop();
    }

    private static void start(Part part, Progress progress) {
        long begin = System.nanoTime();
        part.start();
        progress.ready(part, Duration.ofNanos(System.nanoTime() - begin));
    }
}
