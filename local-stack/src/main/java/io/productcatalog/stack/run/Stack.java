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

/** The parts and the services of one state directory, from the first process to the last. */
final class Stack {

    private final StackFiles files;
    private final StackPorts ports;
    private final LocalParts parts;
    private final PrintStream out;
    private final Map<String, ChildProcess> services = new ConcurrentHashMap<>();
    private volatile boolean stopping;
    private volatile boolean allStopped = true;

    Stack(StackFiles files, StackPorts ports, PrintStream out) {
        this.files = files;
        this.ports = ports;
        this.parts = LocalParts.in(files.state(), ports.ofParts());
        this.out = out;
    }

    /** Returns when everything is ready; what it started until a failure keeps running until {@link #stop}. */
    void start() throws IOException {
        Leftovers.stop(files, parts, out);
        ports.requireFree();
        // Copies, because a JVM does not survive it when its jar is built anew.
        ServicePackage command = files.service(CatalogService.COMMAND).copyTo(files.services());
        ServicePackage query = files.service(CatalogService.QUERY).copyTo(files.services());

        out.println("Starting in " + files.state());
        parts.start((part, took) -> {
            tellWhenItEnds(part.child());
            out.printf("  %-16s ready after %4.1f s%n", part.name(), seconds(took));
        });
        ServiceSettings settings = ServiceSettings.prepare(parts, files.keys());
        CatalogServices both = CatalogServices.of(settings, command, query, ports);
        try (HttpClient http =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build()) {
            ParallelStart.start(() -> start(both.command(), http), () -> start(both.query(), http));
        }
        EnvFile.write(files.env(), new Exports(settings, both, this::service).values());
        ReadyBanner.print(files.env(), both, parts, out);
    }

    /**
     * Services first, then those they lean on; PostgreSQL last, because the registry leans on it. What cannot be stopped is told and
     * keeps nothing else running. Returns whether all could.
     */
    boolean stop() {
        stopping = true;
        services.values().parallelStream().forEach(this::stop);
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
        services.put(service.name(), started);
        started.untilReady(() -> service.isReady(http));
        tellWhenItEnds(started);
        out.printf("  %-16s ready after %4.1f s%n", service.name(), seconds(since(begin)));
    }

    private ChildProcess service(CatalogService service) {
        return Objects.requireNonNull(services.get(service.name()));
    }

    /** Somebody may be trying what happens then, or will want to know: the rest goes on. */
    private void tellWhenItEnds(ChildProcess child) {
        Thread.startVirtualThread(() -> {
            Process ended = child.process().onExit().join();
            if (!stopping) {
                out.printf(
                        "%s (process %d) ended by itself with exit code %d; the rest goes on; %s%n",
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
