package io.productcatalog.stack.record;

import io.productcatalog.stack.parts.ChildProcess;
import io.productcatalog.stack.parts.Directories;
import io.productcatalog.stack.parts.LocalParts;
import io.productcatalog.stack.parts.ParallelStart;
import io.productcatalog.stack.parts.Part;
import io.productcatalog.stack.parts.PartFailure;
import io.productcatalog.stack.parts.PartsPorts;
import io.productcatalog.stack.services.CatalogService;
import io.productcatalog.stack.services.ServicePackage;
import io.productcatalog.stack.services.ServiceSettings;
import io.productcatalog.stack.settings.StackFiles;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * One recording, with parts and services of its own in a temporary directory and on free ports. If it fails, the logs
 * stay.
 */
final class Recording implements AutoCloseable {

    /** The JVM writes the cache after the service has ended, which takes ten seconds of two idle processors. */
    private static final Duration END_TIMEOUT = Duration.ofMinutes(5);

    private final StackFiles files;
    private final String java;
    private final Path directory = Files.createTempDirectory("recording");
    private final Path cache = directory.resolve("start.aot");
    private final LocalParts parts = LocalParts.in(directory, PartsPorts.ephemeral());
    private final Map<String, ChildProcess> services = new ConcurrentHashMap<>();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private boolean recorded;

    /** @param java the java that runs the recorded service; all other processes are run by the java of this program */
    Recording(StackFiles files, String java) throws IOException {
        this.files = files;
        this.java = java;
    }

    /** Records a service and moves the cache to its directory. */
    void record(ServicePackage service) throws IOException {
        boolean isQueryService = service.name().equals(CatalogService.QUERY);
        // A query service needs a command service, which publishes the events.
        ServicePackage publisher = isQueryService ? files.service(CatalogService.COMMAND) : service;
        parts.start();
        ServiceSettings settings = ServiceSettings.prepare(parts, directory.resolve("keys"));
        List<Integer> ports = PartsPorts.free(4);
        CatalogService command = settings.command(CatalogService.COMMAND, publisher, ports.get(0), ports.get(1));
        CommandWorkload commandWorkload = new CommandWorkload(http, command, settings.tokens());
        if (isQueryService) {
            CatalogService query = settings.query(CatalogService.QUERY, service, ports.get(2), ports.get(3));
            ParallelStart.start(
                    () -> start(command, command.launch(directory)),
                    () -> start(query, query.launchRecording(directory, java, cache)));
            new QueryWorkload(http, query).run(commandWorkload.run());
        } else {
            start(command, command.launchRecording(directory, java, cache));
            commandWorkload.runWithRefusals();
        }
        end(Objects.requireNonNull(services.get(service.name())));
        Files.move(cache, service.startCache(), StandardCopyOption.REPLACE_EXISTING);
        recorded = true;
    }

    private void start(CatalogService service, ChildProcess process) {
        services.put(service.name(), process);
        process.untilReady(() -> service.isReady(http));
    }

    private void end(ChildProcess service) {
        if (!service.stop(END_TIMEOUT) || !Files.isRegularFile(cache)) {
            throw new PartFailure(
                    service.name() + " left no start cache; " + service.log().end());
        }
    }

    /**
     * Kills all processes but PostgreSQL, which must stop by itself to release its shared memory. The data is not
     * needed.
     */
    @Override
    public void close() throws IOException {
        http.shutdownNow();
        services.values().parallelStream().forEach(ChildProcess::kill);
        Stream.<Part>of(parts.registry(), parts.kafka())
                .filter(Part::isRunning)
                .forEach(part -> part.child().kill());
        parts.close();
        if (recorded) {
            Directories.delete(directory);
        } else {
            try (Stream<Path> children = Files.list(directory)) {
                for (Path child :
                        children.filter(each -> !each.endsWith("logs")).toList()) {
                    Directories.delete(child);
                }
            }
        }
    }
}
