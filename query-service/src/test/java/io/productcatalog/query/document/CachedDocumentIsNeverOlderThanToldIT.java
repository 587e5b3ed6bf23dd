package io.productcatalog.query.document;

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

/** Guarantee 7: what a replica serves from memory is never older than what it was told. */
class CachedDocumentIsNeverOlderThanToldIT {

    private static final String LIST = "/products?category=electronics/tv&limit=50";
    private static RunningQueryService service;
    private static RunningQueryService other;
    private final UUID id = Products.newId();

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
        service.topic().publish(Products.active(id, 1));
        awaitVersion(1);
        awaitHits();
    }

    @Test
    void aProductThatIsWantedAgainIsServedFromMemory() {
        storeVersion2WithoutAnnouncement();

        assertThat(served()).isEqualTo("\"1\"");
    }

    @Test
    void aChangeIsServedFromTheMomentItIsAnnounced() {
        service.topic().publish(Products.active(id, 2));
        awaitVersion(2);

        assertThat(served()).isEqualTo("\"2\"");

        service.topic().publish(Products.deleted(id, 3));
        assertThat(service.get("/products/" + id + "?minVersion=3", "Prefer", "wait=10")
                        .statusCode())
                .isEqualTo(404);
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

            await().atMost(Duration.ofSeconds(1)).untilAsserted(() -> {
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

    @Test
    void whoHasSeenANewerVersionInAListIsNotShownTheOlder() {
        storeVersion2WithoutAnnouncement();

        assertThat(service.get("/products?ids=" + id).statusCode()).isEqualTo(200);

        assertThat(served()).isEqualTo("\"2\"");
    }

    @Test
    void aListInMemoryFollowsToo() {
        await().untilAsserted(() -> assertThat(listed()).contains("\"version\":1"));

        service.topic().publish(Products.active(id, 2));
        awaitVersion(2);
        assertThat(listed()).contains("\"version\":2");

        service.topic().publish(Products.deleted(id, 3));
        assertThat(service.get("/products/" + id + "?minVersion=3", "Prefer", "wait=10")
                        .statusCode())
                .isEqualTo(404);
        assertThat(listed()).isEmpty();
    }

    @Test
    void aNewProductIsMissingForASecondAtMostFromAListThatIsInMemory() {
        UUID arrival = Products.newId();
        service.topic().publish(Products.active(arrival, 1));
        assertThat(listed()).isNotEmpty();
        assertThat(service.get("/products/" + arrival + "?minVersion=1", "Prefer", "wait=10")
                        .statusCode())
                .isEqualTo(200);

        await().atMost(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(service.get(LIST).body()).contains(arrival.toString()));
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
        assertThat(service.get("/products/" + id + "?minVersion=" + version, "Prefer", "wait=10")
                        .statusCode())
                .isEqualTo(200);
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
