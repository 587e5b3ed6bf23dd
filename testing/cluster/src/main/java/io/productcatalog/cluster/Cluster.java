package io.productcatalog.cluster;

import io.productcatalog.stack.parts.LocalParts;
import io.productcatalog.stack.parts.Part;
import io.productcatalog.stack.parts.PartsPorts;
import io.productcatalog.stack.parts.PostgresServer;
import io.productcatalog.stack.services.CatalogService;
import io.productcatalog.stack.services.ServiceSettings;
import io.productcatalog.stack.testing.TestDirectory;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/** Real parts and two replicas of each service, in a {@link TestDirectory} and on free ports. */
public final class Cluster implements AutoCloseable {

    private static final int REPLICAS = 2;

    private final TestDirectory directory;
    private final LocalParts parts;
    private final PostgresServer readServer;
    private final ServiceSettings settings;
    private final ReplicaFactory factory;
    private final List<Replica> commands;
    private final List<Replica> queries;
    private final List<Replica> added = new CopyOnWriteArrayList<>();
    private final Front commandFront;
    private final Front queryFront;

    /** Stops the processes after Ctrl-C, which does not reach them because they run in their own sessions. */
    private final Thread shutdownHook = new Thread(this::stopAll);

    private Cluster(
            TestDirectory directory,
            LocalParts parts,
            PostgresServer readServer,
            ServiceSettings settings,
            ReplicaFactory factory) {
        this.directory = directory;
        this.parts = parts;
        this.readServer = readServer;
        this.settings = settings;
        this.factory = factory;
        List<Integer> ports = PartsPorts.free(4 * REPLICAS);
        this.commands = IntStream.range(0, REPLICAS)
                .mapToObj(i -> factory.command(
                        CatalogService.COMMAND + "-" + (i + 1), ports.subList(2 * i, 2 * i + 2), Map.of()))
                .toList();
        this.queries = IntStream.range(REPLICAS, 2 * REPLICAS)
                .mapToObj(i -> factory.query(
                        CatalogService.QUERY + "-" + (i + 1 - REPLICAS), ports.subList(2 * i, 2 * i + 2), Map.of()))
                .toList();
        this.commandFront = new Front(services(commands));
        this.queryFront = new Front(services(queries));
        Runtime.getRuntime().addShutdownHook(shutdownHook);
    }

    /**
     * Starts everything with an empty catalog and waits until it is ready.
     *
     * @param name the name of the directory
     */
    public static Cluster start(String name) {
        return start(name, Map.of());
    }

    /** Starts a cluster with these settings of the services in place of the local stack's. */
    public static Cluster start(String name, Map<String, String> overrides) {
        TestDirectory directory = TestDirectory.create(name);
        LocalParts parts = LocalParts.in(directory.path(), PartsPorts.ephemeral());
        return start(directory, parts, parts.postgres(), overrides, Release.current());
    }

    /** Starts a cluster with its own PostgreSQL server for each side, so that one of them can fail alone. */
    static Cluster startWithOwnReadServer(String name, Map<String, String> overrides, Release release) {
        TestDirectory directory = TestDirectory.create(name);
        return start(
                directory,
                LocalParts.in(directory.path(), PartsPorts.ephemeral()),
                LocalParts.in(directory.path().resolve("read"), PartsPorts.ephemeral())
                        .postgres(),
                overrides,
                release);
    }

    private static Cluster start(
            TestDirectory directory,
            LocalParts parts,
            PostgresServer readServer,
            Map<String, String> overrides,
            Release release) {
        try {
            parts.start();
            if (!readServer.isRunning()) {
                readServer.start();
            }
            ServiceSettings prepared =
                    ServiceSettings.prepare(parts, directory.path().resolve("keys"));
            ServiceSettings settings = new ServiceSettings(
                    parts, prepared.write(), readServer.databases().readDatabase("catalog_read"), prepared.tokens());
            ReplicaFactory factory = new ReplicaFactory(settings, release, overrides, directory.path());
            Cluster cluster = new Cluster(directory, parts, readServer, settings, factory);
            cluster.startServices();
            return cluster;
        } catch (RuntimeException | Error e) {
            readServer.stop();
            parts.close();
            throw e;
        }
    }

    /** Starts all replicas in parallel. One replica of each service migrates, and the other waits for it. */
    private void startServices() {
        try {
            replicas().parallel().forEach(Replica::start);
            awaitReady();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    /** Adds a replica of the query service with these settings, without starting it. */
    public Replica newQuery(String name, Map<String, String> more) {
        return added(factory.query(name, PartsPorts.free(2), more));
    }

    /** Adds a replica of the command service with these settings, without starting it. */
    public Replica newCommand(String name, Map<String, String> more) {
        return added(factory.command(name, PartsPorts.free(2), more));
    }

    private Replica added(Replica replica) {
        added.add(replica);
        return replica;
    }

    /**
     * Restores the initial cluster: stops added replicas, starts everything that does not run, and waits until all are
     * ready.
     */
    public void repair() {
        added.stream().parallel().forEach(Replica::stop);
        added.clear();
        Stream.concat(Stream.of(readServer), parts.all().reversed().stream())
                .filter(part -> !part.isRunning())
                .forEach(Part::start);
        replicas().filter(replica -> !replica.isAlive()).forEach(Replica::start);
        awaitReady();
    }

    private void awaitReady() {
        replicas().forEach(Replica::awaitReady);
        commandFront.awaitAll();
        queryFront.awaitAll();
    }

    /** Waits until the query service returns all these products. */
    public void awaitShown(List<String> ids) {
        Awaitility.await("all products to be shown")
                .until(() -> ids.stream()
                        .allMatch(
                                id -> queryFront.get("/products/" + id).block().isOk()));
    }

    /** The directory where the processes keep their data and logs. */
    public Path state() {
        return directory.path();
    }

    /** The PostgreSQL server of the read model, which may also be that of the write side. */
    public PostgresServer readServer() {
        return readServer;
    }

    public LocalParts parts() {
        return parts;
    }

    public ServiceSettings settings() {
        return settings;
    }

    public List<Replica> commands() {
        return commands;
    }

    public List<Replica> queries() {
        return queries;
    }

    public Stream<Replica> replicas() {
        return Stream.concat(commands.stream(), queries.stream());
    }

    public Front commandFront() {
        return commandFront;
    }

    public Front queryFront() {
        return queryFront;
    }

    private static List<CatalogService> services(List<Replica> replicas) {
        return replicas.stream().map(Replica::service).toList();
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(shutdownHook);
        stopAll();
    }

    private void stopAll() {
        try {
            Stream.concat(replicas(), added.stream()).parallel().forEach(Replica::stop);
        } finally {
            commandFront.close();
            queryFront.close();
            readServer.stop();
            parts.close();
            directory.deleteData();
        }
    }
}
