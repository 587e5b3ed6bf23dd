package io.productcatalog.cluster;

import io.productcatalog.stack.parts.ChildProcess;
import io.productcatalog.stack.services.CatalogService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A replica of a service that can be started many times. The log of each earlier run is kept as {@code
 * logs/NAME.N.log}.
 */
public final class Replica {

    /** The time between SIGTERM and SIGKILL that docs/operations.md asks of an orchestrator. */
    public static final Duration GRACE_PERIOD = Duration.ofSeconds(60);

    /** The times after SIGTERM for thread dumps: two of them show which threads wait and which work. */
    private static final List<Duration> THREAD_DUMPS = List.of(Duration.ofSeconds(30), Duration.ofSeconds(55));

    private static final Duration SCRAPE_TIMEOUT = Duration.ofSeconds(30);
    private static final Pattern WARNING = Pattern.compile("\"level\":\"(WARN|ERROR)\"");
    private static final int MAX_WARNINGS = 20;

    private final Path state;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(SCRAPE_TIMEOUT).build();
    private volatile CatalogService service;
    private volatile ChildProcess process;
    private int run;

    Replica(CatalogService service, Path state) {
        this.service = service;
        this.state = state;
    }

    public CatalogService service() {
        return service;
    }

    public String name() {
        return service.name();
    }

    /** Uses this release from the next start on, on the same ports and with the same settings. */
    public void install(Release release) {
        service = service.with(release.service(service.files().name()));
    }

    public void start() {
        keepLog();
        process = service.launch(state);
    }

    private void keepLog() {
        Path log = state.resolve("logs").resolve(name() + ".log");
        try {
            if (Files.exists(log)) {
                Files.move(log, log.resolveSibling(name() + "." + ++run + ".log"), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public boolean isReady() {
        return isAlive() && service.isReady(http);
    }

    public boolean isAlive() {
        return process != null && process.isAlive();
    }

    public ChildProcess process() {
        return process;
    }

    /** Waits until the replica is ready, for up to 5 minutes. */
    public void awaitReady() {
        process.untilReady(() -> service.isReady(http));
    }

    /** Sends SIGKILL. */
    public void kill() {
        process.kill();
    }

    /**
     * Sends SIGTERM. Returns whether the replica ended by itself within {@link #GRACE_PERIOD} with exit code 0 or 143.
     * A replica that takes long writes thread dumps to its log.
     */
    public boolean terminate() {
        if (!isAlive()) {
            throw new IllegalStateException(name() + " does not run");
        }
        boolean inTime = stopWithThreadDumps();
        int code = exitCode();
        return inTime && (code == 0 || code == 143);
    }

    private boolean stopWithThreadDumps() {
        ChildProcess stopping = process;
        List<CompletableFuture<Void>> dumps = THREAD_DUMPS.stream()
                .map(after -> CompletableFuture.runAsync(
                        stopping::dumpThreads,
                        CompletableFuture.delayedExecutor(after.toMillis(), TimeUnit.MILLISECONDS)))
                .toList();
        try {
            return stopping.stop(GRACE_PERIOD);
        } finally {
            dumps.forEach(dump -> dump.cancel(false));
        }
    }

    /** The exit code of the ended process. */
    public int exitCode() {
        // The process handle can report the end shortly before the process object has the exit code.
        return process.process().onExit().join().exitValue();
    }

    void stop() {
        if (isAlive() && !stopWithThreadDumps()) {
            System.out.println(name() + " had to be killed; " + process.log().end());
        }
    }

    /** The last warnings and errors in the logs of all runs. */
    public List<String> warnings() {
        try (Stream<Path> logs = Files.list(state.resolve("logs"))) {
            List<String> lines = new ArrayList<>();
            for (Path log : logs.filter(file -> file.getFileName().toString().startsWith(name() + "."))
                    .sorted()
                    .toList()) {
                try (Stream<String> all = Files.lines(log)) {
                    all.filter(line -> WARNING.matcher(line).find())
                            .map(line -> log.getFileName() + " " + line)
                            .forEach(lines::add);
                }
            }
            return lines.subList(Math.max(0, lines.size() - MAX_WARNINGS), lines.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the sum of a metric over all its labels, or NaN if it cannot be read. */
    public double metric(String name) {
        HttpRequest scrape = HttpRequest.newBuilder(URI.create(service.managementUrl() + "/actuator/prometheus"))
                .timeout(SCRAPE_TIMEOUT)
                .build();
        try {
            HttpResponse<String> page = http.send(scrape, HttpResponse.BodyHandlers.ofString());
            double[] values = page.body()
                    .lines()
                    .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .toArray();
            return page.statusCode() == 200 && values.length > 0
                    ? Arrays.stream(values).sum()
                    : Double.NaN;
        } catch (IOException e) {
            return Double.NaN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Double.NaN;
        }
    }
}
