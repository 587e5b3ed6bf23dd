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

/** A database that does not answer: requests pile up, the limit goes down, and a request above it does not wait for the database. */
class OverloadIsRefusedQuicklyAndEndsIT {

    private static final int MIN_LIMIT = 100;
    private static final UUID PRESENT = Products.newId();
    private static RunningQueryService service;

    @BeforeAll
    static void start() {
        service = RunningQueryService.start(Map.of());
        service.topic().publish(Products.active(PRESENT, 1));
        service.awaitProjected();
        // Once it is, what happens to the database no longer matters to it.
        await("readiness").until(OverloadIsRefusedQuicklyAndEndsIT::isReady);
        await("the product to be served from memory").untilAsserted(() -> {
            service.get("/products/" + PRESENT);
            assertThat(service.management("/actuator/prometheus").body())
                    .containsPattern("cache_gets_total\\{cache=\"catalog.documents\",result=\"hit\"} [1-9]");
        });
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void overloadIsRefusedBeforeThoseWhoWereLetInAreAnsweredWhatNeedsNoDatabaseIsServedAndItEndsWithItsCause() {
        ConcurrencyLimiter requests = service.bean(ConcurrencyLimiter.class);
        DataSource owner = service.owner();
        new TransactionTemplate(new JdbcTransactionManager(owner)).executeWithoutResult(_ -> {
            JdbcClient.create(owner)
                    .sql("lock table product_document in access exclusive mode")
                    .update();
            ask(150).forEach(CompletableFuture::join);
            assertThat(requests.limit()).as("the limit after late answers").isEqualTo(MIN_LIMIT);

            // Those who were let in wait for the database for two seconds; a machine that is too slow for all the rest
            // tries again.
            await().untilAsserted(() -> assertOverloadIsRefused(requests));
            // Not at once: what has not heard from the database for a moment serves nothing from memory.
            await().until(() -> service.getOnce("/products/" + PRESENT).statusCode() == 200);
        });

        await().untilAsserted(() -> assertThat(ask(50))
                .extracting(answer -> answer.join().statusCode())
                .containsOnly(200));
        await().until(() -> requests.count() == 0);
    }

    private static void assertOverloadIsRefused(ConcurrencyLimiter requests) {
        List<CompletableFuture<HttpResponse<String>>> pending = ask(150);
        try {
            await().until(() ->
                    requests.count() == MIN_LIMIT || pending.stream().allMatch(Future::isDone));
            assertRefused();
            assertThat(service.management("/actuator/health/liveness").statusCode())
                    .isEqualTo(200);
            assertThat(isReady()).isTrue();
            assertThat(requests.count()).as("while all of it was asked").isEqualTo(MIN_LIMIT);
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
                .as("held back")
                .isGreaterThanOrEqualTo(Duration.ofMillis(500));
        assertThat(refusal.statusCode()).as(refusal.body()).isEqualTo(503);
        assertThat(refusal.headers().firstValue("Retry-After")).hasValue("1");
        assertThat(refusal.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(refusal.body()).contains("\"type\":\"/problems/unavailable\"");
        assertThat(service.management("/actuator/prometheus").body())
                .contains("catalog_requests_limit 100.0", "catalog_requests_in_flight 100.0")
                .containsPattern("catalog_requests_refused_total [1-9]");
    }

    private static List<CompletableFuture<HttpResponse<String>>> ask(int requests) {
        return Stream.generate(() -> service.getLater("/products?ids=" + PRESENT, "Accept", "application/json"))
                .limit(requests)
                .toList();
    }
}
