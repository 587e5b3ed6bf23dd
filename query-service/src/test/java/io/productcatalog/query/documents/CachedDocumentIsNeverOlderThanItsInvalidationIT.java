package io.productcatalog.query.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.productcatalog.query.testing.Products;
import io.productcatalog.query.testing.RunningQueryService;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Guarantee 7: a document that a replica serves from its cache is never older than the latest invalidation it received.
 */
class CachedDocumentIsNeverOlderThanItsInvalidationIT {

    private static final String LIST = "/products?category=electronics/tv&limit=50";
    private static RunningQueryService service;
    private static RunningQueryService other;
    private UUID id;

    @BeforeAll
    static void start() {
        service = RunningQueryService.start(Map.of());
        other = service.replica();
    }

    @AfterAll
    static void stop() {
        other.stop();
        service.close();
    }

    @BeforeEach
    void aCachedProduct() {
        id = Products.newId();
        service.topic().publish(Products.active(id, 1));
        awaitVersion(1);
        awaitCached();
    }

    /**
     * A replica that has missed a heartbeat for a moment reads from the database, so the test retries with another
     * product.
     */
    @Test
    void aProductThatIsRequestedAgainIsServedFromTheCache() {
        await().until(() -> {
            aCachedProduct();
            storeVersion2WithoutInvalidation();
            return served().equals("\"1");
        });
    }

    @Test
    void aChangeIsServedAsSoonAsItsInvalidationArrives() {
        service.topic().publish(Products.active(id, 2));
        awaitVersion(2);

        assertThat(served()).isEqualTo("\"2");

        service.topic().publish(Products.deleted(id, 3));
        awaitAnswer(404, id, 3);
        assertThat(service.get("/products/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void aChangeThatAnotherReplicaProjectsIsServed() {
        service.stopProjecting();
        try {
            service.topic().publish(Products.active(id, 2));

            await().untilAsserted(() -> assertThat(served()).isEqualTo("\"2"));
        } finally {
            service.startProjecting();
        }
    }

    @Test
    void whenTheConnectionForInvalidationsIsCutNoDocumentThatMayBeOldIsServed() {
        storeVersion2WithoutInvalidation();

        service.asApp()
                .sql("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                        + " and application_name = 'query-service invalidations'")
                .query(Boolean.class)
                .list();

        await().untilAsserted(() -> assertThat(served()).isEqualTo("\"2"));
    }

    /** A cut connection is noticed at once. This one stays open and is silent. */
    @Test
    void whenTheConnectionForInvalidationsIsSilentNothingOlderThanASecondIsServed()
            throws IOException, InterruptedException {
        List<Long> backends = service.asApp()
                .sql("select pid from pg_stat_activity where datname = current_database()"
                        + " and application_name = 'query-service invalidations'")
                .query(Long.class)
                .list();
        assumeTrue(backends.stream().allMatch(pid -> ProcessHandle.of(pid).isPresent()), "PostgreSQL runs elsewhere");
        await().untilAsserted(() -> assertThat(listed()).contains("\"version\":1"));
        signal("STOP", backends);
        try {
            service.readModel()
                    .sql("update product_document set version = 2,"
                            + " document = convert_to("
                            + "replace(convert_from(document, 'UTF8'), '\"version\":1', '\"version\":2'), 'UTF8')"
                            + " where id = ?")
                    .param(id)
                    .update();

            afterASecond(() -> {
                assertThat(served()).isEqualTo("\"2");
                assertThat(listed()).contains("\"version\":2");
            });
        } finally {
            signal("CONT", backends);
        }
    }

    private static void signal(String name, List<Long> processes) throws IOException, InterruptedException {
        Stream<String> pids = processes.stream().map(Object::toString);
        int failed = new ProcessBuilder(
                        Stream.concat(Stream.of("kill", "-" + name), pids).toList())
                .start()
                .waitFor();
        assertThat(failed).isZero();
    }

    /** No other test requests a list with this limit, so it is not cached. */
    @ParameterizedTest
    @ValueSource(
            strings = {"/products/ID?minVersion=2", "/products?ids=ID", "/products?sku=SKU-ID", "/products?limit=31"})
    void afterAnAnswerWithANewerVersionNoOlderOneIsServed(String elsewhere) {
        storeVersion2WithoutInvalidation();

        assertThat(service.get(elsewhere.replace("ID", id.toString())).statusCode())
                .isEqualTo(200);

        assertThat(served()).isEqualTo("\"2");
    }

    @Test
    void aCachedListIsInvalidatedToo() {
        await().untilAsserted(() -> assertThat(listed()).contains("\"version\":1"));

        service.topic().publish(Products.active(id, 2));
        awaitVersion(2);
        assertThat(listed()).contains("\"version\":2");

        service.topic().publish(Products.deleted(id, 3));
        awaitAnswer(404, id, 3);
        assertThat(listed()).isEmpty();
    }

    @Test
    void aNewProductIsMissingFromACachedListForAtMostASecond() {
        UUID arrival = Products.newId();
        service.topic().publish(Products.active(arrival, 1));
        assertThat(listed()).isNotEmpty();
        awaitAnswer(200, arrival, 1);

        afterASecond(() -> assertThat(service.get(LIST).body()).contains(arrival.toString()));
    }

    /** The JSON of the product in the list, up to its timestamps; empty when the list lacks it. */
    private String listed() {
        String body = service.get(LIST).body();
        int begin = body.indexOf("{\"id\":\"" + id);
        return begin < 0 ? "" : body.substring(begin, body.indexOf("\"createdAt\"", begin));
    }

    /** The start of the entity tag, which is the version. */
    private String served() {
        return service.get("/products/" + id)
                .headers()
                .firstValue("ETag")
                .orElse("none")
                .split("-", 2)[0];
    }

    private void awaitVersion(long version) {
        awaitAnswer(200, id, version);
    }

    private static void awaitAnswer(int status, UUID product, long version) {
        await().until(() -> service.get("/products/" + product + "?minVersion=" + version, "Prefer", "wait=10")
                        .statusCode()
                == status);
    }

    /** The first request that begins later than a second after the change must show it, however long it takes. */
    private static void afterASecond(Runnable assertion) {
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        assertion.run();
    }

    /** Waits until the product is cached: an invalidation from its projection may still arrive and drop it. */
    private void awaitCached() {
        await().untilAsserted(() -> {
            served();
            assertThat(service.bean(Documents.class).getIfCached(id)).isNotNull();
        });
    }

    private void storeVersion2WithoutInvalidation() {
        service.readModel()
                .sql("update product_document set version = 2 where id = ?")
                .param(id)
                .update();
    }
}
