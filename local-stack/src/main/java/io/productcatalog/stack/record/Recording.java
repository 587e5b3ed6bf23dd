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

/** Parts and services in a temporary directory and on free ports, from the first process to the last. A failed one leaves its logs. */
final class Recording implements AutoCloseable {

    /** The JVM writes the cache when the service has ended: ten seconds of two processors, which others may be using. */
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

    /** @param java runs the service that is recorded; all else is run by this program's own */
    Recording(StackFiles files, String java) throws IOException {
        this.files = files;
        this.java = java;
    }

    /** Leaves the cache in the service's directory. */
    void of(ServicePackage service) throws IOException {
        boolean projects = service.name().equals(CatalogService.QUERY);
        // What it projects comes from where it always comes from.
        ServicePackage publishing = projects ? files.service(CatalogService.COMMAND) : service;
        parts.start();
        ServiceSettings settings = ServiceSettings.prepare(parts, directory.resolve("keys"));
        List<Integer> ports = PartsPorts.free(4);
        CatalogService command = settings.command(CatalogService.COMMAND, publishing, ports.get(0), ports.get(1));
        CommandWorkload administrators = new CommandWorkload(http, command, settings.tokens());
        if (projects) {
            CatalogService query = settings.query(CatalogService.QUERY, service, ports.get(2), ports.get(3));
            ParallelStart.start(
                    () -> start(command, command.launch(directory)),
                    () -> start(query, query.launchRecording(directory, java, cache)));
            new QueryWorkload(http, query).visit(administrators.work());
        } else {
            start(command, command.launchRecording(directory, java, cache));
            administrators.workAndErr();
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

    /** What still runs has nothing to lose, but PostgreSQL would leave shared memory behind. */
    @Override
    public void close() throws IOException {
        http.shutdownNow();
        services.values().parallelStream().forEach(ChildProcess::kill);
        Stream.<Part>of(parts.registry(), parts.kafka()).filter(Part::isRunning).forEach(part -> part.child()
                .kill());
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
