package io.productcatalog.stack.record;

import io.productcatalog.stack.demo.Loader;
import io.productcatalog.stack.parts.PartFailure;
import io.productcatalog.stack.services.CatalogService;
import io.productcatalog.stack.token.JwtIssuer;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The workload of a recorded command service: the requests of administrators, and requests that it refuses. */
final class CommandWorkload {

    /** The version of each changed product. */
    static final int CHANGED_VERSION = 5;

    private static final int LOADED_PRODUCTS = 200;
    private static final int CHANGED_PRODUCTS = 15;

    private static final String JSON = "application/json";
    private static final String PRODUCT = """
            {"sku":"%s","name":"OLED television","brand":"Lumen","categories":["electronics/tv"],
             "price":{"amount":"1299.00","currency":"EUR"},"attributes":{"screen":"55 in"},"stock":12}""";
    private static final String PRICE = """
            {"amount":"1199.00","currency":"EUR"}""";
    private static final String UNKNOWN_PRODUCT = "/products/00000000-0000-7000-8000-000000000000";

    private final Loader loader;
    private final CheckedClient api;
    private final CheckedClient management;
    private final String adminToken;
    private final String tokenWithoutScope;

    CommandWorkload(HttpClient http, CatalogService service, JwtIssuer tokens) {
        this.api = new CheckedClient(http, service.url());
        this.management = new CheckedClient(http, service.managementUrl());
        String admin = tokens.adminToken();
        this.loader = new Loader(URI.create(service.url()), admin);
        this.adminToken = "Bearer " + admin;
        this.tokenWithoutScope = "Bearer " + tokens.token("reader", "", Duration.ofMinutes(5));
    }

    /** Creates and changes products. Returns the ids of the changed ones, which are some of all products. */
    List<String> run() {
        Loader.Result loaded = loader.loadFirst(LOADED_PRODUCTS);
        loaded.firstProblem().ifPresent(problem -> {
            throw new PartFailure("A product was refused: " + problem);
        });
        return IntStream.range(0, CHANGED_PRODUCTS)
                .mapToObj(i -> change(sku(i)))
                .toList();
    }

    /** Does the same, and then sends requests that are refused. */
    void runWithRefusals() {
        List<String> changed = run();
        for (int i = 0; i < CHANGED_PRODUCTS; i++) {
            sendRefusedRequests(sku(i), changed.get(i));
            probe();
        }
    }

    /** The SKU of a changed product. */
    static String sku(int number) {
        return "RECORDED-" + number;
    }

    private String change(String sku) {
        String product = PRODUCT.formatted(sku);
        String created = send(201, "POST", "/products", product, "Idempotency-Key", sku);
        send(201, "POST", "/products", product, "Idempotency-Key", sku);
        String id = CheckedClient.text(created, "id");
        String path = "/products/" + id;
        send(200, "PUT", path + "/price", PRICE);
        send(200, "PUT", path + "/stock", "{\"stock\":5}");
        api.expect(
                200,
                "PATCH",
                path,
                "{\"brand\":null,\"attributes\":{\"year\":\"2026\"}}",
                authorized("application/merge-patch+json", "If-Match", "\"3\""));
        String whole = read(200, path);
        send(200, "PUT", path, whole.replace("OLED", "QLED"), "If-Match", "\"4\"");
        read(304, path, "If-None-Match", "\"5\"");
        read(200, "/products?sku=" + sku);
        String deleted = CheckedClient.text(send(201, "POST", "/products", PRODUCT.formatted(sku + "-DELETED")), "id");
        send(204, "DELETE", "/products/" + deleted, "", "If-Match", "\"1\"");
        return id;
    }

    private void sendRefusedRequests(String sku, String id) {
        String path = "/products/" + id;
        api.get(401, path);
        api.get(401, path, "Authorization", "Bearer none");
        api.expect(403, "PUT", path + "/price", PRICE, "Authorization", tokenWithoutScope, "Content-Type", JSON);
        read(404, UNKNOWN_PRODUCT);
        read(404, "/nothing");
        send(409, "POST", "/products", PRODUCT.formatted(sku));
        send(412, "PUT", path + "/price", PRICE, "If-Match", "\"1\"");
        send(428, "DELETE", path, "");
        send(400, "POST", "/products", "{");
        send(422, "PUT", path + "/price", PRICE.replace("1199.00", "-1"));
    }

    private void probe() {
        management.get(200, "/actuator/health/liveness");
        management.get(200, "/actuator/health/readiness");
        management.get(200, "/actuator/health/startup");
        management.get(200, "/actuator/prometheus");
    }

    private String read(int status, String path, String... headers) {
        return api.get(status, path, authorized(JSON, headers));
    }

    private String send(int status, String method, String path, String body, String... headers) {
        return api.expect(status, method, path, body, authorized(JSON, headers));
    }

    private String[] authorized(String contentType, String... headers) {
        List<String> all = new ArrayList<>(List.of("Authorization", adminToken, "Content-Type", contentType));
        all.addAll(List.of(headers));
        return all.toArray(String[]::new);
    }
}
