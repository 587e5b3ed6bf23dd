package io.productcatalog.stack.services;

import io.productcatalog.stack.http.TimedRequest;
import io.productcatalog.stack.parts.ChildProcess;
import io.productcatalog.stack.parts.JavaProgram;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * One replica of a packaged service.
 *
 * @param name the name of its log and of its process record
 * @param environment its settings, by the names of their environment variables
 */
public record CatalogService(
        String name, ServicePackage files, int port, int managementPort, Map<String, String> environment) {

    public static final String COMMAND = "command-service";
    public static final String QUERY = "query-service";

    /**
     * Variables of a shell that a service must not get: they would contradict the generated key pair, or hold secrets
     * of the other service.
     */
    private static final Set<String> VARIABLES_NOT_INHERITED = Set.of(
            "CATALOG_JWT_ISSUER_URI",
            "CATALOG_JWT_AUDIENCE",
            "CATALOG_ADMIN_TOKEN",
            "CATALOG_WRITE_DB_URL",
            "CATALOG_WRITE_DB_USER",
            "CATALOG_WRITE_DB_PASSWORD",
            "CATALOG_READ_DB_URL",
            "CATALOG_READ_DB_USER",
            "CATALOG_READ_DB_PASSWORD");

    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(5);

    /** The limit of a stop, longer than the service's own drain and shutdown phases. */
    public static final Duration STOP_TIMEOUT = Duration.ofMinutes(1);

    /** This replica with another value of one setting. */
    public CatalogService with(String variable, String value) {
        return with(Map.of(variable, value));
    }

    /** This replica with other values of these settings. */
    public CatalogService with(Map<String, String> settings) {
        Map<String, String> changed = new HashMap<>(environment);
        changed.putAll(settings);
        return new CatalogService(name, files, port, managementPort, changed);
    }

    /** This replica with another build of the program. */
    public CatalogService with(ServicePackage other) {
        return new CatalogService(name, other, port, managementPort, environment);
    }

    /** Starts the process. Its log and its record are below {@code state}. */
    public ChildProcess launch(Path state) {
        return launch(state, files.command(JavaProgram.path()));
    }

    /** Starts the process with the given java. When the process ends, its JVM writes the start cache. */
    public ChildProcess launchRecording(Path state, String java, Path cache) {
        return launch(state, files.recordingCommand(java, cache));
    }

    private ChildProcess launch(Path state, List<String> command) {
        return ChildProcess.start(name, state, command, environment, VARIABLES_NOT_INHERITED);
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    public String managementUrl() {
        return "http://127.0.0.1:" + managementPort;
    }

    /** Whether the readiness probe answers 200. */
    public boolean isReady(HttpClient http) {
        HttpRequest probe = HttpRequest.newBuilder(URI.create(managementUrl() + "/actuator/health/readiness"))
                .build();
        try {
            return TimedRequest.send(http, probe, PROBE_TIMEOUT).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
