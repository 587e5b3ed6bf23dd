package io.productcatalog.stack.record;

import io.productcatalog.stack.parts.ParallelStart;
import io.productcatalog.stack.services.CatalogService;
import java.net.http.HttpClient;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The workload of a recorded query service: the requests of shops, with a few invalid ones. */
final class QueryWorkload {

    private static final int CONCURRENT_CLIENTS = 4;
    private static final int ROUNDS = 5;
    private static final List<String> LISTINGS = List.of(
            "/products?limit=20",
            "/products?category=electronics&limit=20",
            "/products?category=electronics/tv",
            "/products?category=offers&limit=5");

    private final CheckedClient api;
    private final CheckedClient management;

    QueryWorkload(HttpClient http, CatalogService service) {
        this.api = new CheckedClient(http, service.url());
        this.management = new CheckedClient(http, service.managementUrl());
    }

    /** @param changed the ids of changed products, whose last change may not be projected yet */
    void run(List<String> changed) {
        changed.forEach(this::awaitChange);
        ParallelStart.start(Stream.<Runnable>generate(() -> () -> browse(changed))
                .limit(CONCURRENT_CLIENTS)
                .toArray(Runnable[]::new));
    }

    private void awaitChange(String id) {
        api.get(200, "/products/" + id + "?minVersion=" + CommandWorkload.CHANGED_VERSION, "Prefer", "wait=10");
    }

    private void browse(List<String> ids) {
        for (int round = 0; round < ROUNDS; round++) {
            LISTINGS.forEach(this::readListing);
            for (String id : ids) {
                readProduct("/products/" + id);
            }
            api.get(200, "/products?ids=" + ids.stream().limit(20).collect(Collectors.joining(",")));
            api.get(200, "/products?sku=" + CommandWorkload.sku(round));
            sendInvalidRequests(ids.getFirst());
            probe();
        }
    }

    private void readListing(String listing) {
        String page = api.get(200, listing);
        api.get(200, listing);
        if (page.contains("\"next\":\"")) {
            api.get(200, listing + "&after=" + CheckedClient.text(page, "next"));
        }
    }

    private void readProduct(String product) {
        api.get(200, product);
        api.get(200, product);
        api.expect(200, "HEAD", product, "");
        api.get(200, product, "If-None-Match", "\"another\"");
        api.get(304, product, "If-None-Match", "*");
    }

    private void sendInvalidRequests(String id) {
        api.get(404, "/products/00000000-0000-7000-8000-000000000000");
        api.get(404, "/nothing");
        api.get(400, "/products/none");
        api.get(400, "/products?limit=none");
        api.expect(405, "POST", "/products", "{}");
        api.get(503, "/products/" + id + "?minVersion=1000", "Prefer", "wait=0");
    }

    private void probe() {
        management.get(200, "/actuator/health/liveness");
        management.get(200, "/actuator/health/readiness");
        management.get(200, "/actuator/health/startup");
        management.get(200, "/actuator/prometheus");
    }
}
