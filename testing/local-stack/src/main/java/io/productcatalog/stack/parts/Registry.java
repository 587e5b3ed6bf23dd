package io.productcatalog.stack.parts;

import io.productcatalog.stack.http.TimedRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The Apicurio schema registry on 127.0.0.1, which also offers Confluent's API. It stores its data in PostgreSQL, which
 * must run first.
 */
public final class Registry extends Part {

    /** The first responses take long on a busy machine. */
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

    private final int port;
    private final int managementPort;
    private final PostgresServer postgres;
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(REQUEST_TIMEOUT)
            .version(HttpClient.Version.HTTP_1_1)
            .build();

    Registry(Path directory, int port, int managementPort, PostgresServer postgres) {
        super("registry", directory, Signal.TERM);
        this.port = port;
        this.managementPort = managementPort;
        this.postgres = postgres;
    }

    /** The base URL of the registry's Confluent API. */
    public String url() {
        return "http://127.0.0.1:" + port + "/apis/ccompat/v7";
    }

    @Override
    ChildProcess launch() {
        DatabaseAccess storage = postgres.databases().registryDatabase();
        return ChildProcess.start(
                name(),
                directory(),
                List.of(
                        JavaProgram.path(),
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseCompactObjectHeaders",
                        "-Xss512k",
                        "-Xmx128m",
                        // As in the manifest of the launcher of Quarkus, which is not used.
                        "--add-opens",
                        "java.base/java.lang=ALL-UNNAMED",
                        "--enable-native-access=ALL-UNNAMED",
                        "-Dquarkus.http.host=127.0.0.1",
                        "-Dquarkus.http.port=" + port,
                        "-Dquarkus.management.host=127.0.0.1",
                        "-Dquarkus.management.port=" + managementPort,
                        "-Dquarkus.http.access-log.enabled=false",
                        "-cp",
                        PartFiles.registryClassPath(),
                        "io.quarkus.runner.GeneratedMain"),
                // Not as system properties, which every user of the machine can see.
                Map.of(
                        "APICURIO_STORAGE_KIND", "sql",
                        "APICURIO_STORAGE_SQL_KIND", "postgresql",
                        "APICURIO_DATASOURCE_URL", storage.jdbcUrl(),
                        "APICURIO_DATASOURCE_USERNAME", storage.appUser(),
                        "APICURIO_DATASOURCE_PASSWORD", storage.appPassword(),
                        "APICURIO_DATASOURCE_JDBC_INITIAL_SIZE", "1",
                        "APICURIO_DATASOURCE_JDBC_MIN_SIZE", "1",
                        "APICURIO_DATASOURCE_JDBC_MAX_SIZE", "6"));
    }

    @Override
    boolean answers() {
        if (!Loopback.accepts(port)) {
            return false;
        }
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(url() + "/subjects")).build();
        try {
            return TimedRequest.send(http, request, REQUEST_TIMEOUT).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Sets the compatibility level, since the registry accepts every schema by default. */
    @Override
    void afterStart() {
        requireFullTransitive(http, url());
    }

    /** Makes the registry check the compatibility of every new schema with all earlier versions, in both directions. */
    public static void requireFullTransitive(HttpClient http, String url) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + "/config"))
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString("{\"compatibility\":\"FULL_TRANSITIVE\"}"))
                .build();
        try {
            HttpResponse<String> response = TimedRequest.send(http, request, REQUEST_TIMEOUT);
            if (response.statusCode() != 200) {
                throw new PartFailure("The registry refused the compatibility level: " + response.body());
            }
        } catch (IOException e) {
            throw new PartFailure("The registry's compatibility level could not be set: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PartFailure("The wait for the registry was interrupted", e);
        }
    }
}
