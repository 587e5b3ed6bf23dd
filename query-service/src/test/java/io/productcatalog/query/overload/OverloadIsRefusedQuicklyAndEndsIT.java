package io.productcatalog.query.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.query.testing.Products;
import io.productcatalog.query.testing.RunningQueryService;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Overload by a database that does not answer: requests accumulate, the limit falls, and requests above the limit are
 * refused without a wait for the database.
 */
class OverloadIsRefusedQuicklyAndEndsIT {

    private static final int MIN_LIMIT = 100;
    private static final UUID CACHED = Products.newId();
    private static RunningQueryService service;

    @BeforeAll
    static void start() {
        service = RunningQueryService.start(Map.of());
        service.topic().publish(Products.active(CACHED, 1));
        service.awaitProjected();
        // Once the service is ready, the state of the database does not change that.
        await("readiness").until(OverloadIsRefusedQuicklyAndEndsIT::isReady);
        await("the product to be served from the cache").untilAsserted(() -> {
            service.get("/products/" + CACHED);
            assertThat(service.management("/actuator/prometheus").body())
                    .containsPattern("cache_gets_total\\{cache=\"catalog.documents\",result=\"hit\"} [1-9]");
        });
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void overloadIsRefusedAtOnceCachedProductsAreServedAndTheOverloadEndsWithItsCause() {
        ConcurrencyLimiter limiter = service.bean(ConcurrencyLimiter.class);
        DataSource owner = service.owner();
        new TransactionTemplate(new JdbcTransactionManager(owner)).executeWithoutResult(_ -> {
            JdbcClient.create(owner)
                    .sql("lock table product_document in access exclusive mode")
                    .update();
            sendLater(150).forEach(CompletableFuture::join);
            assertThat(limiter.limit()).as("the limit after late answers").isEqualTo(MIN_LIMIT);

            // Requests with a permit wait two seconds for the database. A machine that is too slow for the other checks
            // within that time tries again.
            await().untilAsserted(() -> assertOverloadIsRefused(limiter));
            // Not at once: a replica that has missed a heartbeat for a moment does not use its cache.
            await().until(() -> service.getOnce("/products/" + CACHED).statusCode() == 200);
        });

        await().untilAsserted(() -> assertThat(sendLater(50))
                .extracting(answer -> answer.join().statusCode())
                .containsOnly(200));
        await().until(() -> limiter.inFlight() == 0);
    }

    private static void assertOverloadIsRefused(ConcurrencyLimiter limiter) {
        List<CompletableFuture<HttpResponse<String>>> pending = sendLater(150);
        try {
            await().until(() ->
                    limiter.inFlight() == MIN_LIMIT || pending.stream().allMatch(Future::isDone));
            assertRefused();
            assertThat(service.management("/actuator/health/liveness").statusCode())
                    .isEqualTo(200);
            assertThat(isReady()).isTrue();
            assertThat(limiter.inFlight()).as("during all these requests").isEqualTo(MIN_LIMIT);
        } finally {
            pending.forEach(CompletableFuture::join);
        }
    }

    private static boolean isReady() {
        return service.management("/actuator/health/readiness").statusCode() == 200;
    }

    private static void assertRefused() {
        long begin = System.nanoTime();
        HttpResponse<String> refusal = service.getOnce("/products?limit=1");
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .as("delayed")
                .isGreaterThanOrEqualTo(Duration.ofMillis(500));
        assertThat(refusal.statusCode()).as(refusal.body()).isEqualTo(503);
        assertThat(refusal.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(refusal.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(refusal.body()).contains("\"type\":\"/problems/unavailable\"");
        assertThat(service.management("/actuator/prometheus").body())
                .contains("catalog_requests_limit 100.0", "catalog_requests_in_flight 100.0")
                .containsPattern("catalog_requests_refused_total [1-9]");
    }

    private static List<CompletableFuture<HttpResponse<String>>> sendLater(int count) {
        return Stream.generate(() -> service.getLater("/products?ids=" + CACHED, "Accept", "application/json"))
                .limit(count)
                .toList();
    }
}
