package io.productcatalog.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.events.Product;
import io.productcatalog.query.testing.Products;
import io.productcatalog.query.testing.RunningQueryService;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Every request is answered in bounded time and as the contract says, whatever is sent and whatever is down. */
@ExtendWith(OutputCaptureExtension.class)
class BoundedAnswersIT {

    private static final UUID ID = Products.newId();
    private static RunningQueryService service;

    @BeforeAll
    static void start() {
        service = RunningQueryService.start(Map.of("CATALOG_MAX_HEADER_BYTES", "2048"));
        service.topic().publish(Products.active(ID, 1));
        service.awaitProjected();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void aBlockedDatabaseGives503AndIsUsedAgainWhenItAnswers() {
        DataSource owner = service.owner();
        new TransactionTemplate(new JdbcTransactionManager(owner)).executeWithoutResult(_ -> {
            JdbcClient.create(owner)
                    .sql("lock table product_document in access exclusive mode")
                    .update();

            HttpResponse<String> answer = service.getOnce("/products?ids=" + ID);

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("2");
            assertThat(answer.body()).contains("/problems/unavailable");
        });

        await().untilAsserted(() ->
                assertThat(service.get("/products?ids=" + ID).statusCode()).isEqualTo(200));
    }

    @Test
    void aTableThatIsMissingIsATemporaryFailure() {
        JdbcClient owner = service.readModel();
        owner.sql("alter table product_document rename to elsewhere").update();
        try {
            HttpResponse<String> answer = service.getOnce("/products/" + Products.newId());

            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.body()).contains("/problems/unavailable").doesNotContain("product_document");
        } finally {
            owner.sql("alter table elsewhere rename to product_document").update();
        }
    }

    @Test
    void aPageOfLargeProductsHasFewerOfThemAndTheNextPagesHaveTheRest() {
        List<String> published = publishLarge("large", 40, 60_000);

        List<String> shown = readAll("/products?category=large&limit=40", "after");

        assertThat(shown).isEqualTo(published.reversed());
    }

    @Test
    void anAnswerToIdsOfLargeProductsHasTheFirstOfThemAndNamesTheOthers() {
        List<String> published = publishLarge("many", 40, 60_000);
        List<String> asked = new ArrayList<>(published.reversed());
        // Not on sale, wherever they are in the request.
        for (int position : new int[] {41, 20, 0}) {
            asked.add(Math.min(position, asked.size()), Products.newId().toString());
        }

        List<String> shown = readAll("/products?ids=" + String.join(",", asked), "ids");

        assertThat(shown).isEqualTo(published.reversed());
    }

    @Test
    void aProductThatIsLargerThanAnAnswerIsAnsweredAlone() {
        List<String> published = publishLarge("huge", 3, 950_000);

        assertThat(readAll("/products?ids=" + Products.newId() + "," + String.join(",", published), "ids"))
                .isEqualTo(published);
        assertThat(readAll("/products?category=huge", "after")).isEqualTo(published.reversed());
    }

    @Test
    void aHundredReadsOfLargeProductsShareQueriesOfBoundedSize() {
        List<String> published = publishLarge("single", 100, 60_000);

        List<CompletableFuture<HttpResponse<String>>> answers = published.stream()
                .map(id -> service.getLater("/products/" + id, "Accept", "application/json"))
                .toList();

        assertThat(answers)
                .allSatisfy(answer -> assertThat(answer.join().statusCode()).isEqualTo(200));
    }

    private static List<String> publishLarge(String category, int count, int bytes) {
        List<String> published = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            UUID id = Products.newId();
            Product product = Products.product(id);
            product.setCategories(List.of(category));
            product.setDescription("x".repeat(bytes));
            service.topic().publish(Products.event(id, 1, product));
            published.add(id.toString());
        }
        service.awaitProjected();
        return published;
    }

    /** The ids of the products of this answer and of all that follow it. None of them is much larger than a megabyte. */
    private static List<String> readAll(String target, String parameter) {
        List<String> shown = new ArrayList<>();
        String page = target;
        while (page != null) {
            HttpResponse<String> answer = service.get(page);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).hasSizeLessThan(1_100_000);
            List<String> ids = JsonPath.read(answer.body(), "$.items[*].id");
            assertThat(ids).isNotEmpty();
            shown.addAll(ids);
            Map<String, String> body = JsonPath.read(answer.body(), "$");
            page = body.containsKey("next")
                    ? (parameter.equals("ids") ? "/products?" : target + "&") + parameter + "=" + body.get("next")
                    : null;
        }
        return shown;
    }

    @Test
    void clientsThatLeaveCostThePoolNoConnection() throws IOException {
        List<String> targets = List.of(
                "/products?ids=" + ID,
                "/products?sku=SKU-" + ID,
                "/products/" + ID + "?minVersion=2",
                "/products?category=c");
        for (int i = 0; i < 2_000; i++) {
            // Another category each time, so that no cache has it.
            String target = targets.get(i % 4) + (i % 4 == 3 ? i : "");
            try (Socket socket = new Socket("127.0.0.1", service.port())) {
                socket.setSoLinger(true, 0);
                socket.getOutputStream()
                        .write(("GET " + target + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        }

        MeterRegistry meters = service.bean(MeterRegistry.class);
        await().until(() -> meters.get("r2dbc.pool.acquired").gauges().stream().allMatch(gauge -> gauge.value() == 0));
        await().until(() -> meters.get("r2dbc.pool.pending").gauges().stream().allMatch(gauge -> gauge.value() == 0));
        assertThat(service.get("/products?ids=" + ID).statusCode()).isEqualTo(200);
    }

    @Test
    void anUnexpectedErrorIsLoggedWithTheIdThatTheClientGets(CapturedOutput output) {
        JdbcClient owner = service.readModel();
        owner.sql("alter table product_document rename column document to elsewhere")
                .update();

        HttpResponse<String> answer = service.get("/products/" + Products.newId());
        owner.sql("alter table product_document rename column elsewhere to document")
                .update();

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("/problems/internal-error").doesNotContain("document", "Exception");
        String errorId = JsonPath.read(answer.body(), "$.errorId");
        assertThat(output.getOut().lines())
                .anySatisfy(line -> assertThat(line).contains(errorId, "\"stack_trace\"", "\"ERROR\""));
    }

    @Test
    void headersThatAreTooLargeAreAnsweredAndTheConnectionIsClosed() throws IOException {
        assertProblem(
                raw("GET /products HTTP/1.1\r\nHost: x\r\nX: " + "x".repeat(3000) + "\r\n\r\n"),
                431,
                "headers-too-large");
    }

    @Test
    void aRequestLineThatIsTooLongIsAnsweredAndTheConnectionIsClosed() throws IOException {
        assertProblem(
                raw("GET /products?ids=" + "x".repeat(9000) + " HTTP/1.1\r\nHost: x\r\n\r\n"), 414, "uri-too-long");
    }

    @Test
    void whatIsNotHttpIsAnsweredAndTheConnectionIsClosed() throws IOException {
        assertProblem(raw("HELLO\r\n\r\n"), 400, "malformed-request");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/products?sku=%zz",
                "/products?sku={a}",
                "/products/%",
                "/products/{id}",
                "/products?sku=a|b",
                "\\products",
                "%"
            })
    void aTargetThatIsNotAUriIsAnsweredWithAProblem(String target) throws IOException {
        String answer = raw("GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        assertProblem(answer, 400, "malformed-request");
        assertThat(answer).containsIgnoringCase("x-content-type-options: nosniff");
    }

    @Test
    void aTargetThatIsNotAUriLeavesTheConnectionOpenAndHeadHasNoBody() throws IOException {
        String answers = raw("HEAD /products/% HTTP/1.1\r\nHost: x\r\n\r\n"
                + "POST /products/% HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                + "GET /products/" + ID + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        String[] parts = answers.split("(?=HTTP/1.1 )");
        assertThat(parts).hasSize(3);
        assertThat(parts[0])
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase("content-type: application/problem+json")
                .endsWith("\r\n\r\n");
        assertThat(parts[1]).startsWith("HTTP/1.1 400 ").contains("\"type\":\"/problems/malformed-request\"");
        assertThat(parts[2]).startsWith("HTTP/1.1 200 ").contains(ID.toString());
    }

    @Test
    void aMalformedHostIsAnsweredWithAProblem() throws IOException {
        assertProblem(
                raw("GET /products HTTP/1.1\r\nHost: x:y\r\nConnection: close\r\n\r\n"), 400, "malformed-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/products?limit=1", "/products/0198f1c2-0000-7000-8000-000000000001", "/", "/nothing"})
    void theManagementPortServesEndpointsOnly(String path) {
        HttpResponse<String> answer = service.management(path);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(404);
        assertThat(answer.body()).contains("There is nothing at this path.");
        assertThat(service.management("/actuator/health/liveness").statusCode()).isEqualTo(200);
        assertThat(service.management("/actuator/prometheus").statusCode()).isEqualTo(200);
    }

    @Test
    void theManagementPortDoesNotServeCachedProductsEither() {
        await().untilAsserted(() -> {
            service.get("/products/" + ID);
            assertThat(service.bean(MeterRegistry.class)
                            .get("cache.gets")
                            .tags("cache", "catalog.documents", "result", "hit")
                            .functionCounter()
                            .count())
                    .isPositive();
        });

        assertThat(service.management("/products/" + ID).statusCode()).isEqualTo(404);
    }

    private static void assertProblem(String answer, int status, String type) {
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status + " ")
                .containsIgnoringCase("content-type: application/problem+json")
                .containsIgnoringCase("connection: close")
                .containsIgnoringCase("catalog-lag: ")
                .contains("\"type\":\"/problems/" + type + "\"");
    }

    /** Everything that the server sends until it closes the connection. */
    private static String raw(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", service.port())) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
