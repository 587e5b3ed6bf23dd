package io.productcatalog.system.cluster;

import io.productcatalog.stack.parts.LocalParts;
import io.productcatalog.stack.parts.PartsPorts;
import io.productcatalog.stack.services.CatalogService;
import io.productcatalog.stack.services.ServicePackage;
import io.productcatalog.stack.services.ServiceSettings;
import io.productcatalog.stack.settings.StackFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Real parts and two replicas of each service, in a directory and on ports of their own. */
public final class Cluster implements AutoCloseable {

    private static final int REPLICAS = 2;

    private final Path state;
    private final LocalParts parts;
    private final ServiceSettings settings;
    private final List<Replica> commands;
    private final List<Replica> queries;
    private final List<Replica> more = new CopyOnWriteArrayList<>();
    private final Front commandFront;
    private final Front queryFront;

    /** Ctrl-C does not reach the processes, which have sessions of their own. */
    private final Thread hook = new Thread(this::stopAll);

    private Cluster(
            Path state, LocalParts parts, ServiceSettings settings, List<Replica> commands, List<Replica> queries) {
        this.state = state;
        this.parts = parts;
        this.settings = settings;
        this.commands = commands;
        this.queries = queries;
        this.commandFront = new Front(services(commands));
        this.queryFront = new Front(services(queries));
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** Everything started and ready, with an empty catalog. */
    public static Cluster startIn(Path directory) {
        return startIn(directory, UnaryOperator.identity());
    }

    /** The same with some settings of the query service other than the local stack's. */
    public static Cluster startIn(Path directory, Map<String, String> ofQueries) {
        return startIn(directory, UnaryOperator.identity(), ofQueries);
    }

    /** The same with other settings for the services than those of the local stack. */
    public static Cluster startIn(Path directory, UnaryOperator<ServiceSettings> change) {
        return startIn(directory, change, Map.of());
    }

    private static Cluster startIn(
            Path directory, UnaryOperator<ServiceSettings> change, Map<String, String> ofQueries) {
        Path state = directory.toAbsolutePath();
        LocalParts parts = LocalParts.in(state, PartsPorts.ephemeral());
        try {
            parts.start();
            ServiceSettings settings = change.apply(ServiceSettings.prepare(parts, state.resolve("keys")));
            List<Integer> ports = PartsPorts.free(4 * REPLICAS);
            Cluster cluster = new Cluster(
                    state,
                    parts,
                    settings,
                    commands(state, settings, ports.subList(0, 2 * REPLICAS)),
                    queries(state, settings, ports.subList(2 * REPLICAS, 4 * REPLICAS), ofQueries));
            cluster.startServices();
            return cluster;
        } catch (RuntimeException | Error e) {
            parts.close();
            throw e;
        }
    }

    /** All at once: the migrations are for one of each kind, the other waits for it. */
    private void startServices() {
        try {
            replicas().parallel().forEach(Replica::start);
            replicas().forEach(Replica::awaitReady);
            commandFront.awaitAll();
            queryFront.awaitAll();
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static List<Replica> commands(Path state, ServiceSettings settings, List<Integer> ports) {
        ServicePackage files = packaged(CatalogService.COMMAND);
        return IntStream.range(0, REPLICAS)
                .mapToObj(i -> settings.command(
                        CatalogService.COMMAND + "-" + (i + 1), files, ports.get(2 * i), ports.get(2 * i + 1)))
                .map(service -> replica(service, state))
                .toList();
    }

    private static List<Replica> queries(
            Path state, ServiceSettings settings, List<Integer> ports, Map<String, String> changed) {
        ServicePackage files = packaged(CatalogService.QUERY);
        return IntStream.range(0, REPLICAS)
                .mapToObj(i -> settings.query(
                        CatalogService.QUERY + "-" + (i + 1), files, ports.get(2 * i), ports.get(2 * i + 1)))
                .map(service -> replica(with(service, changed), state))
                .toList();
    }

    /** Without a line for each request: under load they would be most of what the disk writes. */
    private static Replica replica(CatalogService service, Path state) {
        return new Replica(service.with("CATALOG_ACCESS_LOG", "false"), state);
    }

    private static CatalogService with(CatalogService service, Map<String, String> changed) {
        CatalogService result = service;
        for (Map.Entry<String, String> setting : changed.entrySet()) {
            result = result.with(setting.getKey(), setting.getValue());
        }
        return result;
    }

    private static ServicePackage packaged(String service) {
        return StackFiles.from(Map.of()).service(service);
    }

    /** One more replica of the query service, not started, with some settings other than the others'. */
    public Replica newQuery(String name, Map<String, String> changed) {
        List<Integer> ports = PartsPorts.free(2);
        CatalogService service = settings.query(name, packaged(CatalogService.QUERY), ports.get(0), ports.get(1));
        Replica replica = replica(with(service, changed), state);
        more.add(replica);
        return replica;
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
        Runtime.getRuntime().removeShutdownHook(hook);
        stopAll();
    }

    private void stopAll() {
        try {
            Stream.concat(replicas(), more.stream()).parallel().forEach(Replica::stop);
        } finally {
            commandFront.close();
            queryFront.close();
            parts.close();
        }
    }
}
