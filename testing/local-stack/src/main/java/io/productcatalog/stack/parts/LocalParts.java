package io.productcatalog.stack.parts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * The parts of the catalog (Kafka, PostgreSQL and the schema registry) as child processes that share one directory.
 *
 * <pre>{@code
 * try (LocalParts parts = LocalParts.in(directory, PartsPorts.ephemeral())) {
 *     parts.start();
 *     DatabaseAccess database = parts.postgres().databases().writeDatabase("catalog_write");
 *     CatalogTopics.create(parts.kafka().bootstrapServers(), "catalog.products");
 *     parts.kafka().child().kill();   // kill -9
 *     parts.kafka().start();          // and all acknowledged data is there
 * }
 * }</pre>
 *
 * <p>Data, logs, generated passwords and the records of the processes are below the directory. {@link #close} stops the
 * processes and keeps the data.
 */
public final class LocalParts implements AutoCloseable {

    /** A listener of the start, called from several threads. */
    @FunctionalInterface
    public interface StartListener {
        void ready(Part part, Duration duration);
    }

    private final KafkaBroker kafka;
    private final PostgresServer postgres;
    private final Registry registry;

    private LocalParts(KafkaBroker kafka, PostgresServer postgres, Registry registry) {
        this.kafka = kafka;
        this.postgres = postgres;
        this.registry = registry;
    }

    /** The parts of a directory, not started. */
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

    /** All parts in the order in which they stop: the registry before PostgreSQL, to which it writes. */
    public List<Part> all() {
        return List.of(registry, kafka, postgres);
    }

    /**
     * Starts all parts and returns when all of them answer.
     *
     * @throws PartFailure if one does not; the others keep running
     */
    public void start() {
        start((part, duration) -> {});
    }

    /** Does the same, and notifies the listener when a part is ready. */
    public void start(StartListener listener) {
        ParallelStart.start(() -> start(kafka, listener), () -> {
            start(postgres, listener);
            start(registry, listener);
        });
    }

    /** Stops the processes that an earlier launcher left running in this directory. Returns their parts. */
    public List<Part> stopLeftovers() {
        return all().stream().filter(Part::stopLeftover).toList();
    }

    /** Stops the registry and Kafka, then PostgreSQL. */
    @Override
    public void close() {
        Stream.of(registry, kafka).parallel().forEach(Part::stop);
        postgres.stop();
    }

    private static void start(Part part, StartListener listener) {
        long begin = System.nanoTime();
        part.start();
        listener.ready(part, Duration.ofNanos(System.nanoTime() - begin));
    }
}
