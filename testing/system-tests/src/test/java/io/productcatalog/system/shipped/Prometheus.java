package io.productcatalog.system.shipped;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.productcatalog.stack.parts.PartsPorts;
import io.productcatalog.system.RequiredTool;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A real Prometheus with the project's rules, which scrapes its targets every second. */
final class Prometheus implements AutoCloseable {

    /** @param address host and port */
    record Target(String job, String address) {}

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final int port;

    private Prometheus(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Starts Prometheus. Skips the calling test if it is not installed. */
    static Prometheus start(Path directory, List<Target> targets) throws IOException {
        RequiredTool.PROMETHEUS.require();
        Files.copy(Project.path(Queries.RULES), directory.resolve("rules.yaml"));
        Path configuration = Files.writeString(directory.resolve("prometheus.yaml"), configuration(targets));
        Path log = Files.createDirectories(directory.resolve("logs")).resolve("prometheus.log");
        int port = PartsPorts.free(1).getFirst();
        Process process = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + configuration,
                        "--storage.tsdb.path=" + directory.resolve("metrics"),
                        "--web.listen-address=127.0.0.1:" + port)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Prometheus prometheus = new Prometheus(process, port);
        await("Prometheus to be ready").ignoreExceptions().until(() -> prometheus.rules() != null);
        return prometheus;
    }

    private static String configuration(List<Target> targets) {
        return """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: [rules.yaml]
                scrape_configs:
                """
                + targets.stream()
                        .collect(Collectors.groupingBy(
                                Target::job, Collectors.mapping(Target::address, Collectors.joining(", "))))
                        .entrySet()
                        .stream()
                        .map(job -> """
                                - job_name: %s
                                  metrics_path: %s
                                  static_configs: [{targets: ['%s']}]
                                """.formatted(
                                        job.getKey(),
                                        ProbesAndPorts.METRICS,
                                        job.getValue().replace(", ", "', '")))
                        .collect(Collectors.joining());
    }

    /** Returns the series of an instant query. Fails if Prometheus refuses the query. */
    JsonNode query(String expression) {
        return data("query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8))
                .path("result");
    }

    /** Returns the active targets with their last errors. */
    JsonNode targets() {
        return data("targets?state=active").path("activeTargets");
    }

    List<JsonNode> rules() {
        return data("rules").findParents("state");
    }

    private JsonNode data(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/" + path))
                    .build();
            JsonNode answer = JSON.readTree(
                    http.send(request, HttpResponse.BodyHandlers.ofString()).body());
            if (!answer.path("status").asText().equals("success")) {
                throw new AssertionError(path + ": " + answer);
            }
            return answer.path("data");
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
        http.close();
    }
}
