package io.productcatalog.command;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import io.productcatalog.stack.parts.DatabaseAccess;
import io.productcatalog.stack.testing.RealParts;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The whole service, run in this JVM on real parts, and an HTTP client for it. */
public final class RunningService implements AutoCloseable {

    public static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http = HttpClient.newHttpClient();
    private final ConfigurableApplicationContext context;
    private final String token;

    private RunningService(ConfigurableApplicationContext context, String token) {
        this.context = context;
        this.token = token;
    }

    public static RunningService start(DatabaseAccess database, String topic) {
        return start(database, topic, Map.of());
    }

    /** @param settings override the settings of the real parts */
    public static RunningService start(DatabaseAccess database, String topic, Map<String, String> settings) {
        RealParts parts = RealParts.get();
        Map<String, String> all = new HashMap<>(Map.of(
                "KAFKA_BOOTSTRAP_SERVERS",
                parts.bootstrapServers(),
                "SCHEMA_REGISTRY_URL",
                parts.registryUrl(),
                "CATALOG_TOPIC",
                topic,
                "CATALOG_BIND_ADDRESS",
                "127.0.0.1",
                "CATALOG_PORT",
                "0",
                "CATALOG_MANAGEMENT_PORT",
                "0",
                "CATALOG_DRAIN_DELAY",
                "0s",
                "CATALOG_JWT_PUBLIC_KEY_FILE",
                parts.tokens().publicKeyFile().toString()));
        all.put("CATALOG_WRITE_DB_URL", database.url());
        all.put("CATALOG_WRITE_DB_USER", database.appUser());
        all.put("CATALOG_WRITE_DB_PASSWORD", database.appPassword());
        all.put("CATALOG_WRITE_DB_OWNER_USER", database.ownerUser());
        all.put("CATALOG_WRITE_DB_OWNER_PASSWORD", database.ownerPassword());
        all.putAll(settings);
        return new RunningService(
                new SpringApplicationBuilder(CommandService.class)
                        .main(CommandService.class)
                        .environment(TestEnvironment.of(all))
                        .run(),
                parts.tokens().token("ann", "catalog:write", Duration.ofMinutes(10)));
    }

    public ConfigurableApplicationContext context() {
        return context;
    }

    /** The pool of connections to the write database, which does not exist before its first connection. */
    public HikariPoolMXBean connectionPool() {
        HikariDataSource dataSource = context.getBean(HikariDataSource.class);
        try (Connection first = dataSource.getConnection()) {
            return dataSource.getHikariPoolMXBean();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A token that may write. */
    public String token() {
        return token;
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path);
    }

    public HttpResponse<String> get(String path) {
        return send(request(path).GET());
    }

    public HttpResponse<String> management(String path) {
        String port = context.getEnvironment().getProperty("local.management.port");
        return sendOnce(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)));
    }

    public HttpResponse<String> put(String path, String json) {
        return send(putting(path, json));
    }

    public HttpRequest.Builder putting(String path, String json) {
        return request(path).header("Content-Type", "application/json").PUT(HttpRequest.BodyPublishers.ofString(json));
    }

    public HttpResponse<String> post(String json) {
        return send(request("/products")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    public HttpResponse<String> delete(String id) {
        return send(request("/products/" + id).header("If-Match", "*").DELETE());
    }

    /** Creates a product and returns its id. */
    public String create(String sku) {
        HttpResponse<String> created = post(product(sku));
        if (created.statusCode() != 201) {
            throw new AssertionError(created.statusCode() + " " + created.body());
        }
        return json(created).get("id").asString();
    }

    public static String product(String sku) {
        return """
            {"sku":"%s","name":"Thing","price":{"amount":"1.00","currency":"EUR"},"stock":1}""".formatted(sku);
    }

    public static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(uri(path)).header("Authorization", "Bearer " + token);
    }

    /** Sends the request, and repeats it while the status is 503, which a busy machine may cause. */
    public HttpResponse<String> send(HttpRequest.Builder request) {
        HttpResponse<String> answer;
        do {
            answer = sendOnce(request);
        } while (answer.statusCode() == 503);
        return answer;
    }

    public HttpResponse<String> sendOnce(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (java.io.IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }
}
