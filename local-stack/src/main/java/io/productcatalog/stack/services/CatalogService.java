package io.productcatalog.stack.services;

import io.productcatalog.stack.parts.ChildProcess;
import io.productcatalog.stack.parts.JavaProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One replica of one of the two services as packaged.
 *
 * @param name of its log and its record among the processes
 * @param environment what it reads, by the names of its table of settings
 */
public record CatalogService(
        String name, ServicePackage files, int port, int managementPort, Map<String, String> environment) {

    public static final String COMMAND = "command-service";
    public static final String QUERY = "query-service";

    /** Would contradict the generated key pair, or tell one service the other's secrets (from a shell that has read env). */
    private static final Set<String> NOT_INHERITED = Set.of(
            "CATALOG_JWT_ISSUER_URI",
            "CATALOG_JWT_AUDIENCE",
            "CATALOG_ADMIN_TOKEN",
            "CATALOG_WRITE_DB_URL",
            "CATALOG_READ_DB_URL");

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);

    /** Longer than the service's own drain and shutdown phases. */
    public static final Duration STOP_TIMEOUT = Duration.ofMinutes(1);

    /** The same replica with another value of one setting. */
    public CatalogService with(String variable, String value) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.put(variable, value);
        return new CatalogService(name, files, port, managementPort, changed);
    }

    /** Starts its process; its log and record go below {@code state}. */
    public ChildProcess launch(Path state) {
        return launch(state, files.command(JavaProgram.path()));
    }

    /** The same, run by that java, and its end includes that it writes its start cache. */
    public ChildProcess launchRecording(Path state, String java, Path cache) {
        return launch(state, files.recordingCommand(java, cache));
    }

    private ChildProcess launch(Path state, List<String> command) {
        return ChildProcess.start(name, state, command, environment, NOT_INHERITED);
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public String managementUrl() {
        return "http://127.0.0.1:" + managementPort;
    }

    /** What its readiness probe says; one that does not answer is not ready. */
    public boolean isReady(HttpClient http) {
        HttpRequest probe = HttpRequest.newBuilder(URI.create(managementUrl() + "/actuator/health/readiness"))
                .timeout(PROBE_TIMEOUT)
                .build();
        try {
            return http.send(probe, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
