package io.productcatalog.system.cluster;

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

/** One replica of a service, started any number of times. The log of each life is kept as {@code logs/NAME.N.log}. */
public final class Replica {

    /** What docs/operations.md asks an orchestrator to grant between SIGTERM and SIGKILL. */
    public static final Duration GRACE = Duration.ofSeconds(60);

    /** When one that has not ended writes its threads to its log: twice, to tell what waits from what works. */
    private static final List<Duration> THREAD_DUMPS = List.of(Duration.ofSeconds(30), Duration.ofSeconds(55));

    private static final Duration SCRAPE_TIMEOUT = Duration.ofSeconds(30);
    private static final Pattern WARNING = Pattern.compile("\"level\":\"(WARN|ERROR)\"");
    private static final int KEPT_WARNINGS = 20;

    private final CatalogService service;
    private final Path state;
    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(SCRAPE_TIMEOUT).build();
    private volatile ChildProcess process;
    private int life;

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

    public void start() {
        keepLog();
        process = service.launch(state);
    }

    private void keepLog() {
        Path log = state.resolve("logs").resolve(name() + ".log");
        try {
            if (Files.exists(log)) {
                Files.move(
                        log, log.resolveSibling(name() + "." + ++life + ".log"), StandardCopyOption.REPLACE_EXISTING);
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

    /** Waits up to 120 s. */
    public void awaitReady() {
        process.untilReady(() -> service.isReady(http));
    }

    /** {@code kill -9}. */
    public void kill() {
        process.kill();
    }

    /**
     * SIGTERM. Returns whether it ended by itself, inside {@link #GRACE}, with 0 or 143. One that takes long leaves the stacks of its
     * threads in its log.
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
            return stopping.stop(GRACE);
        } finally {
            dumps.forEach(dump -> dump.cancel(false));
        }
    }

    /** Of a process that has ended. */
    public int exitCode() {
        // The handle knows of the end a moment before the process does.
        return process.process().onExit().join().exitValue();
    }

    void stop() {
        if (isAlive() && !stopWithThreadDumps()) {
            System.out.println(name() + " had to be killed; " + process.log().end());
        }
    }

    /** What it has logged as a warning or an error in all its lives, the last lines. */
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
            return lines.subList(Math.max(0, lines.size() - KEPT_WARNINGS), lines.size());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The value of one of its metrics, summed over its labels; not a number when it does not say. */
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
