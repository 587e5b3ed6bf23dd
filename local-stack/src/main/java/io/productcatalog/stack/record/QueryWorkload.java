package io.productcatalog.stack.record;

import io.productcatalog.stack.parts.ParallelStart;
import io.productcatalog.stack.services.CatalogService;
import java.net.http.HttpClient;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the query service is asked all day. */
final class QueryWorkload {

    private static final int AT_A_TIME = 4;
    private static final int ROUNDS = 5;
    private static final List<String> LISTS = List.of(
            "/products?limit=20",
            "/products?category=electronics&limit=20",
            "/products?category=electronics/tv",
            "/products?category=offers&limit=5");

    private final CheckedClient shop;
    private final CheckedClient management;

    QueryWorkload(HttpClient http, CatalogService service) {
        this.shop = new CheckedClient(http, service.url());
        this.management = new CheckedClient(http, service.managementUrl());
    }

    /** @param changed ids of products whose last change may still be on its way */
    void visit(List<String> changed) {
        changed.forEach(
                id -> shop.get(200, "/products/" + id + "?minVersion=" + CommandWorkload.VERSION, "Prefer", "wait=10"));
        ParallelStart.start(Stream.<Runnable>generate(() -> () -> browse(changed))
                .limit(AT_A_TIME)
                .toArray(Runnable[]::new));
    }

    private void browse(List<String> ids) {
        for (int round = 0; round < ROUNDS; round++) {
            LISTS.forEach(this::pages);
            for (String id : ids) {
                look("/products/" + id);
            }
            shop.get(200, "/products?ids=" + ids.stream().limit(20).collect(Collectors.joining(",")));
            shop.get(200, "/products?sku=" + CommandWorkload.sku(round));
            mistakes(ids.getFirst());
            probe();
        }
    }

    private void pages(String list) {
        String page = shop.get(200, list);
        shop.get(200, list);
        if (page.contains("\"next\":\"")) {
            shop.get(200, list + "&after=" + CheckedClient.text(page, "next"));
        }
    }

    private void look(String product) {
        shop.get(200, product);
        shop.get(200, product);
        shop.expect(200, "HEAD", product, "");
        shop.get(304, product, "If-None-Match", "\"" + CommandWorkload.VERSION + '"');
    }

    private void mistakes(String id) {
        shop.get(404, "/products/00000000-0000-7000-8000-000000000000");
        shop.get(404, "/nothing");
        shop.get(400, "/products/none");
        shop.get(400, "/products?limit=none");
        shop.expect(405, "POST", "/products", "{}");
        shop.get(503, "/products/" + id + "?minVersion=1000", "Prefer", "wait=0");
    }

    private void probe() {
        management.get(200, "/actuator/health/liveness");
        management.get(200, "/actuator/health/readiness");
        management.get(200, "/actuator/health/startup");
        management.get(200, "/actuator/prometheus");
    }
}
