package io.productcatalog.stack.run;

import io.productcatalog.stack.parts.ChildProcess;
import io.productcatalog.stack.parts.LocalParts;
import io.productcatalog.stack.parts.ParallelStart;
import io.productcatalog.stack.parts.Part;
import io.productcatalog.stack.services.CatalogService;
import io.productcatalog.stack.services.ServicePackage;
import io.productcatalog.stack.services.ServiceSettings;
import io.productcatalog.stack.settings.EnvFile;
import io.productcatalog.stack.settings.StackFiles;
import io.productcatalog.stack.settings.StackPorts;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The parts and the services of one state directory: starts them, watches them, and stops them. */
final class Stack {

    private final StackFiles files;
    private final StackPorts ports;
    private final LocalParts parts;
    private final PrintStream out;
    private final Map<String, ChildProcess> serviceProcesses = new ConcurrentHashMap<>();
    private volatile boolean stopping;
    private volatile boolean allStopped = true;

    Stack(StackFiles files, StackPorts ports, PrintStream out) {
        this.files = files;
        this.ports = ports;
        this.parts = LocalParts.in(files.state(), ports.ofParts());
        this.out = out;
    }

    /**
     * Starts everything and returns when it is ready. After a failure the started processes keep running until
     * {@link #stop}.
     */
    void start() throws IOException {
        Leftovers.stop(files, parts, out);
        ports.requireFree();
        // Copies, since a JVM fails when a new build overwrites the jar from which it runs.
        ServicePackage command = files.service(CatalogService.COMMAND).copyTo(files.services());
        ServicePackage query = files.service(CatalogService.QUERY).copyTo(files.services());

        out.println("Starting in " + files.state());
        parts.start((part, duration) -> {
            reportUnexpectedEnd(part.child());
            out.printf("  %-16s ready after %4.1f s%n", part.name(), seconds(duration));
        });
        ServiceSettings settings = ServiceSettings.prepare(parts, files.keys());
        ServicePair services = ServicePair.of(settings, command, query, ports);
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
            ParallelStart.start(() -> start(services.command(), http), () -> start(services.query(), http));
        }
        EnvFile.write(files.env(), new Exports(settings, services, this::processOf).values());
        ReadyBanner.print(files.env(), services, parts, out);
    }

    /**
     * Stops the services, then Kafka and the registry, and then PostgreSQL, which the registry needs. A process that
     * cannot be stopped is reported, and the others are still stopped.
     *
     * @return whether everything was stopped
     */
    boolean stop() {
        stopping = true;
        serviceProcesses.values().parallelStream().forEach(this::stop);
        Stream.<Part>of(parts.registry(), parts.kafka()).parallel().forEach(this::stop);
        stop(parts.postgres());
        try {
            Files.deleteIfExists(files.env());
        } catch (IOException e) {
            allStopped = false;
            out.println(files.env() + " could not be deleted: " + e);
        }
        return allStopped;
    }

    private void start(CatalogService service, HttpClient http) {
        long begin = System.nanoTime();
        ChildProcess started = service.launch(files.state());
        serviceProcesses.put(service.name(), started);
        started.untilReady(() -> service.isReady(http));
        reportUnexpectedEnd(started);
        out.printf("  %-16s ready after %4.1f s%n", service.name(), seconds(since(begin)));
    }

    private ChildProcess processOf(CatalogService service) {
        return Objects.requireNonNull(serviceProcesses.get(service.name()));
    }

    /** Reports a process that ends by itself. The rest keeps running, so that a user can try what happens then. */
    private void reportUnexpectedEnd(ChildProcess child) {
        Thread.startVirtualThread(() -> {
            Process ended = child.process().onExit().join();
            if (!stopping) {
                out.printf(
                        "%s (process %d) ended by itself with exit code %d; the rest keeps running; %s%n",
                        child.name(),
                        ended.pid(),
                        ended.exitValue(),
                        child.log().end());
            }
        });
    }

    private void stop(ChildProcess service) {
        if (service.isAlive()) {
            stop(service.name(), () -> service.stop(CatalogService.STOP_TIMEOUT));
        }
    }

    private void stop(Part part) {
        if (part.isRunning()) {
            stop(part.name(), part::stop);
        }
    }

    private void stop(String name, BooleanSupplier endsByItself) {
        long begin = System.nanoTime();
        try {
            String how = endsByItself.getAsBoolean() ? "stopped" : "killed";
            out.printf("  %-16s %s after %4.1f s%n", name, how, seconds(since(begin)));
        } catch (RuntimeException e) {
            allStopped = false;
            out.printf("  %-16s could not be stopped: %s%n", name, FailureMessage.of(e));
        }
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
