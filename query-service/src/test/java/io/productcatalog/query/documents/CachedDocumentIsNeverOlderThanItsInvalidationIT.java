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

/** Guarantee 7: what a replica serves from memory is never older than what it was told. */
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
    void aProductInMemory() {
        id = Products.newId();
        service.topic().publish(Products.active(id, 1));
        awaitVersion(1);
        awaitHits();
    }

    /** A replica that has not heard of the read model for a moment asks it instead; so there is a next product. */
    @Test
    void aProductThatIsWantedAgainIsServedFromMemory() {
        await().until(() -> {
            aProductInMemory();
            storeVersion2WithoutAnnouncement();
            return served().equals("\"1\"");
        });
    }

    @Test
    void aChangeIsServedFromTheMomentItIsAnnounced() {
        service.topic().publish(Products.active(id, 2));
        awaitVersion(2);

        assertThat(served()).isEqualTo("\"2\"");

        service.topic().publish(Products.deleted(id, 3));
        awaitAnswer(404, id, 3);
        assertThat(service.get("/products/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void whatAnotherReplicaProjectsIsServedHere() {
        service.stopProjecting();
        try {
            service.topic().publish(Products.active(id, 2));

            await().untilAsserted(() -> assertThat(served()).isEqualTo("\"2\""));
        } finally {
            service.startProjecting();
        }
    }

    @Test
    void whenTheChannelIsCutNothingThatMayBeOldIsServed() {
        storeVersion2WithoutAnnouncement();

        service.asApp()
                .sql("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
                        + " and application_name = 'query-service announcements'")
                .query(Boolean.class)
                .list();

        await().untilAsserted(() -> assertThat(served()).isEqualTo("\"2\""));
    }

    /** A connection that is cut is noticed at once; this one only says nothing any more. */
    @Test
    void whenTheChannelFallsSilentNothingOlderThanASecondIsServed() throws IOException, InterruptedException {
        List<Long> channels = service.asApp()
                .sql("select pid from pg_stat_activity where datname = current_database()"
                        + " and application_name = 'query-service announcements'")
                .query(Long.class)
                .list();
        assumeTrue(channels.stream().allMatch(pid -> ProcessHandle.of(pid).isPresent()), "PostgreSQL runs elsewhere");
        await().untilAsserted(() -> assertThat(listed()).contains("\"version\":1"));
        signal("STOP", channels);
        try {
            service.readModel()
                    .sql("update product_document set version = 2,"
                            + " document = convert_to(replace(convert_from(document, 'UTF8'), '\"version\":1', '\"version\":2'), 'UTF8')"
                            + " where id = ?")
                    .param(id)
                    .update();

            afterASecond(() -> {
                assertThat(served()).isEqualTo("\"2\"");
                assertThat(listed()).contains("\"version\":2");
            });
        } finally {
            signal("CONT", channels);
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

    /** The limit is one that no other test asks for: that list is not in memory. */
    @ParameterizedTest
    @ValueSource(
            strings = {"/products/ID?minVersion=2", "/products?ids=ID", "/products?sku=SKU-ID", "/products?limit=31"})
    void whoHasSeenANewerVersionElsewhereIsNotShownTheOlder(String elsewhere) {
        storeVersion2WithoutAnnouncement();

        assertThat(service.get(elsewhere.replace("ID", id.toString())).statusCode())
                .isEqualTo(200);

        assertThat(served()).isEqualTo("\"2\"");
    }

    @Test
    void aListInMemoryFollowsToo() {
        await().untilAsserted(() -> assertThat(listed()).contains("\"version\":1"));

        service.topic().publish(Products.active(id, 2));
        awaitVersion(2);
        assertThat(listed()).contains("\"version\":2");

        service.topic().publish(Products.deleted(id, 3));
        awaitAnswer(404, id, 3);
        assertThat(listed()).isEmpty();
    }

    @Test
    void aNewProductIsMissingForASecondAtMostFromAListThatIsInMemory() {
        UUID arrival = Products.newId();
        service.topic().publish(Products.active(arrival, 1));
        assertThat(listed()).isNotEmpty();
        awaitAnswer(200, arrival, 1);

        afterASecond(() -> assertThat(service.get(LIST).body()).contains(arrival.toString()));
    }

    /** The product's part of a list that has it first; empty when it is not there. */
    private String listed() {
        String body = service.get(LIST).body();
        int begin = body.indexOf("{\"id\":\"" + id);
        return begin < 0 ? "" : body.substring(begin, body.indexOf("\"createdAt\"", begin));
    }

    private String served() {
        return service.get("/products/" + id).headers().firstValue("ETag").orElse("none");
    }

    private void awaitVersion(long version) {
        awaitAnswer(200, id, version);
    }

    private static void awaitAnswer(int status, UUID product, long version) {
        await().until(() -> service.get("/products/" + product + "?minVersion=" + version, "Prefer", "wait=10")
                        .statusCode()
                == status);
    }

    /** Of requests that begin later than a second after the change, the first one is to show it, however long it takes. */
    private static void afterASecond(Runnable assertion) {
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
        assertion.run();
    }

    /** The announcement of what was just projected may still be on its way. */
    private void awaitHits() {
        await().untilAsserted(() -> {
            served();
            assertThat(service.bean(NearCache.class).present(id, 1)).isPresent();
        });
    }

    private void storeVersion2WithoutAnnouncement() {
        service.readModel()
                .sql("update product_document set version = 2 where id = ?")
                .param(id)
                .update();
    }
}
