package io.productcatalog.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An HTTP client for both services: it changes products as an administrator and reads them as a customer. */
final class CatalogClient {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<String, String> env;

    CatalogClient(Map<String, String> env) {
        this.env = env;
    }

    static String product(String sku) {
        return """
            {"sku":"%s","name":"OLED television","brand":"Lumen","categories":["electronics/tv"],
             "price":{"amount":"1299.00","currency":"EUR"},"attributes":{"screen":"55 in","colour":"black"},
             "images":[{"url":"https://img.example/tv.jpg","alt":"front"}],"stock":12}""".formatted(sku);
    }

    HttpResponse<String> create(String sku) {
        return admin("POST", "/products", product(sku));
    }

    HttpResponse<String> admin(String method, String path, String json, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(env.get("CATALOG_COMMAND_URL") + path))
                .header("Authorization", "Bearer " + env.get("CATALOG_ADMIN_TOKEN"))
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(json));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    HttpResponse<String> shop(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(env.get("CATALOG_QUERY_URL") + path));
        return send(headers.length == 0 ? request : request.headers(headers));
    }

    /**
     * Returns whether the readiness probe answers 200. A service that does not answer is not ready.
     *
     * @param service COMMAND or QUERY
     */
    boolean isReady(String service) {
        try {
            return send(HttpRequest.newBuilder(URI.create(
                                    env.get("CATALOG_" + service + "_MANAGEMENT_URL") + "/actuator/health/readiness")))
                            .statusCode()
                    == 200;
        } catch (UncheckedIOException e) {
            return false;
        }
    }

    /** Returns the sum of a metric over all its labels. */
    double metric(String service, String name) {
        return send(HttpRequest.newBuilder(
                        URI.create(env.get("CATALOG_" + service + "_MANAGEMENT_URL") + "/actuator/prometheus")))
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofMinutes(2)).build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    static JsonNode json(HttpResponse<String> response) {
        return JSON.readTree(response.body());
    }

    static String id(HttpResponse<String> response) {
        return json(response).get("id").asString();
    }
}
