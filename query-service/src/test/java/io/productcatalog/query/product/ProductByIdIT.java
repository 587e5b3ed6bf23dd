package io.productcatalog.query.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.events.ProductStatus;
import io.productcatalog.query.documents.Documents;
import io.productcatalog.query.testing.Products;
import io.productcatalog.query.testing.RunningQueryService;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code GET /products/{id}} with a real Kafka, schema registry and database. */
class ProductByIdIT {

    private static final UUID ID = Products.newId();
    private static final UUID DELETED = Products.newId();
    private static final UUID DRAFT = Products.newId();
    private static RunningQueryService service;

    @BeforeAll
    static void startWithThreeProducts() {
        service = RunningQueryService.start(Map.of("CATALOG_CACHE_CONTROL", "public, max-age=3"));
        var draft = Products.product(DRAFT);
        draft.setStatus(ProductStatus.DRAFT);
        service.topic()
                .publish(
                        Products.active(ID, 3),
                        Products.active(DELETED, 1),
                        Products.deleted(DELETED, 2),
                        Products.event(DRAFT, 1, draft));
        service.awaitProjected();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void anActiveProductIsServedAsItWasRendered() {
        HttpResponse<String> answer = service.get("/products/" + ID);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("""
                {"id":"%s","sku":"SKU-%s","name":"Television","categories":["electronics/tv"],\
                "price":{"amount":"1299.00","currency":"EUR"},"attributes":{},"images":[],"stock":12,"status":"ACTIVE",\
                "version":3,"createdAt":"2026-03-01T10:15:30.123456Z","updatedAt":"2026-03-01T10:15:30.123456Z"}""".formatted(ID, ID));
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("ETag").orElseThrow()).matches("\"3-[0-9a-f]{8}\"");
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("public, max-age=3");
        assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
        assertThat(answer.headers().firstValue("Catalog-Lag"))
                .hasValueSatisfying(lag -> assertThat(lag).matches("[0-9]+"));
    }

    @Test
    void headAnswersWithTheHeadersAlone() {
        HttpResponse<String> answer = service.send(
                HttpRequest.newBuilder(service.uri("/products/" + ID)).HEAD().build());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("ETag").orElseThrow()).startsWith("\"3-");
        assertThat(answer.headers().firstValueAsLong("Content-Length").orElse(0))
                .isPositive();
    }

    @Test
    void aClientThatHasTheDocumentGets304() {
        String tag = service.get("/products/" + ID).headers().firstValue("ETag").orElseThrow();

        HttpResponse<String> answer = service.get("/products/" + ID, "If-None-Match", "\"1\", W/" + tag);

        assertThat(answer.statusCode()).isEqualTo(304);
        assertThat(answer.body()).isEmpty();
        assertThat(answer.headers().firstValue("ETag")).hasValue(tag);
        assertThat(answer.headers().firstValue("Cache-Control")).hasValue("public, max-age=3");
        assertThat(service.get("/products/" + ID, "If-None-Match", "\"3\"").statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatIsNotOnSaleIsNotFound() {
        for (UUID absent : new UUID[] {DELETED, DRAFT, Products.newId()}) {
            HttpResponse<String> answer = service.get("/products/" + absent);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(answer.body()).contains("\"type\":\"/problems/not-found\"", "/products/" + absent);
        }
    }

    @Test
    void theServiceBecomesReadyWhenTheReadModelHasCaughtUp() {
        await().untilAsserted(() -> assertThat(
                        service.management("/actuator/health/readiness").statusCode())
                .isEqualTo(200));
        assertThat(service.management("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(service.management("/actuator/health/startup").statusCode()).isEqualTo(200);
        assertThat(service.management("/actuator/env").statusCode()).isEqualTo(404);
        assertThat(service.get("/actuator/health").statusCode()).isEqualTo(404);
    }

    /** The warm-up opens connections and runs code before the first request. On a slow machine it may end early. */
    @Test
    void aReplicaReadsProductsWhileItStarts() {
        await().until(() -> {
            RunningQueryService replica = service.replica();
            try {
                return replica.bean(Documents.class).getIfCached(ID) != null;
            } finally {
                replica.stop();
            }
        });
    }
}
