package io.productcatalog.query.freshness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.events.ProductStatus;
import io.productcatalog.query.testing.Products;
import io.productcatalog.query.testing.RunningQueryService;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Guarantee 6: a query that names a version waits until the read model holds it, within a bound. */
@Timeout(60)
class ReadYourWritesIT {

    private static final String LISTENER =
            "from pg_stat_activity where datname = current_database() and application_name = 'query-service announcements'";

    private final UUID id = Products.newId();
    private RunningQueryService service;

    @BeforeEach
    void aProductInItsFirstVersion() {
        service = RunningQueryService.start(Map.of());
        service.topic().publish(Products.active(id, 1));
        service.awaitProjected();
        await().until(() -> service.bean(AnnouncementChannel.class).isListening());
    }

    @AfterEach
    void stop() {
        service.close();
    }

    @Test
    void aRequestIsAnsweredAsSoonAsItsVersionIsProjected() {
        service.stopProjecting();
        var answer = waitFor(3, 10);
        service.topic().publish(Products.active(id, 2), Products.active(id, 3));
        assertThat(answer).isNotDone();

        var answeredAt = answer.thenApply(_ -> Instant.now());
        service.startProjecting();

        assertThat(awaited(answer).statusCode()).isEqualTo(200);
        assertThat(answer.join().headers().firstValue("ETag")).hasValue("\"3\"");
        Instant projectedAt = service.readModel()
                .sql("select max(projected_at) from projection_progress")
                .query(OffsetDateTime.class)
                .single()
                .toInstant();
        assertThat(Duration.between(projectedAt, answeredAt.join())).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void aVersionThatDoesNotArriveIs503AfterTheWait() {
        long begin = System.nanoTime();
        HttpResponse<String> answer = service.get("/products/" + id + "?minVersion=2", "Prefer", "wait=1");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("/problems/not-yet-projected");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isBetween(Duration.ofSeconds(1), Duration.ofMillis(2500));
    }

    @Test
    void aDeletedOrWithdrawnVersionCountsAndIs404() {
        UUID withdrawn = Products.newId();
        var draft = Products.product(withdrawn);
        draft.setStatus(ProductStatus.DRAFT);
        var deleted = waitFor(2, 10);
        service.topic().publish(Products.deleted(id, 2), Products.event(withdrawn, 4, draft));

        assertThat(awaited(deleted).statusCode()).isEqualTo(404);
        assertThat(service.get("/products/" + withdrawn + "?minVersion=3").statusCode())
                .isEqualTo(404);
        assertThat(service.get("/products/" + Products.newId() + "?minVersion=1", "Prefer", "wait=0")
                        .statusCode())
                .isEqualTo(503);
    }

    @Test
    void whenTheChannelIsCutWhileARequestWaitsItReadsAgainAndIsAnsweredInTime() {
        var answer = waitFor(2, 10);
        storeWithoutAnnouncement();
        await().during(Duration.ofMillis(1200)).until(() -> !answer.isDone());

        service.asApp()
                .sql("select pg_terminate_backend(pid) " + LISTENER)
                .query(Boolean.class)
                .single();

        assertThat(awaited(answer).statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(
                        service.management("/actuator/prometheus").body())
                .contains("catalog_announcements_listening 1.0"));
        var next = waitFor(3, 10);
        service.topic().publish(Products.active(id, 3));
        assertThat(awaited(next).statusCode()).isEqualTo(200);
    }

    @Test
    void aServerThatHasGoneWithoutAWordIsNoticed() throws Exception {
        assumeThat(System.getProperty("catalog.parts", "processes")).isEqualTo("processes");
        String backend = service.asApp()
                .sql("select pid " + LISTENER)
                .query(String.class)
                .single();
        var answer = waitFor(2, 10);
        storeWithoutAnnouncement();

        signal("-STOP", backend);
        try {
            await().atMost(Duration.ofSeconds(4))
                    .until(() -> !service.bean(AnnouncementChannel.class).isListening());
            assertThat(awaited(answer).statusCode()).isEqualTo(200);
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> service.bean(AnnouncementChannel.class).isListening());
        } finally {
            signal("-CONT", backend);
        }
    }

    @Test
    void whatAnotherReplicaProjectsIsHeardHere() {
        RunningQueryService other = service.replica();
        try {
            service.stopProjecting();
            var answer = waitFor(2, 10);

            service.topic().publish(Products.active(id, 2));

            assertThat(awaited(answer).statusCode()).isEqualTo(200);
            assertThat(answer.join().headers().firstValue("ETag")).hasValue("\"2\"");
        } finally {
            other.stop();
        }
    }

    @Test
    void aClientThatDisconnectsLeavesNoOneWaiting() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", service.port())) {
            socket.getOutputStream()
                    .write(("GET /products/" + id + "?minVersion=2 HTTP/1.1\r\nHost: x\r\nPrefer: wait=10\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            awaitWaiting(1);
        }
        awaitWaiting(0);
    }

    @Test
    void aStopAnswersThoseWhoWaitAndIsNotHeldUp() {
        var answer = waitFor(2, 10);
        long begin = System.nanoTime();

        service.stop();

        assertThat(answer.join().statusCode()).isEqualTo(503);
        assertThat(answer.join().body()).contains("/problems/not-yet-projected");
        assertThat(answer.join().headers().firstValue("Connection")).hasValue("close");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(5));
    }

    /** As if the announcement was lost. */
    private void storeWithoutAnnouncement() {
        service.readModel()
                .sql("update product_document set version = 2 where id = ?")
                .param(id)
                .update();
    }

    private static void signal(String name, String process) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder("kill", name, process).inheritIO().start().waitFor())
                .isZero();
    }

    private CompletableFuture<HttpResponse<String>> waitFor(long version, int seconds) {
        var answer = service.getLater("/products/" + id + "?minVersion=" + version, "Prefer", "wait=" + seconds);
        awaitWaiting(1);
        return answer;
    }

    /** Well before the last look at the end of its wait. */
    private static HttpResponse<String> awaited(CompletableFuture<HttpResponse<String>> answer) {
        await().atMost(Duration.ofSeconds(7)).until(answer::isDone);
        return answer.join();
    }

    private void awaitWaiting(int requests) {
        await().atMost(Duration.ofSeconds(5))
                .pollInterval(Duration.ofMillis(20))
                .until(() -> service.bean(VersionWaits.class).waiting() == requests);
    }
}
