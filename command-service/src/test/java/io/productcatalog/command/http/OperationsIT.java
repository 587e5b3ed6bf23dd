package io.productcatalog.command.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.command.RunningService;
import io.productcatalog.stack.parts.DatabaseAccess;
import io.productcatalog.stack.testing.RealParts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** What operators of the service rely on: probes, metrics, logs and problem responses. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
class OperationsIT {

    private static final int READ_TIMEOUT_MILLIS = 120_000;

    private final DatabaseAccess database = RealParts.get().newWriteDatabase();
    private RunningService service;

    @BeforeAll
    void start() {
        // With a shorter timeout the server would refuse an unfinished body itself, and hide a service that waits for
        // it.
        service = RunningService.start(
                database, RealParts.get().newTopic(), Map.of("SERVER_TOMCAT_CONNECTION_TIMEOUT", "10m"));
    }

    @AfterAll
    void stop() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"liveness", "readiness", "startup"})
    void theProbesAreUpOnTheManagementPortOnly(String probe) {
        assertThat(service.management("/actuator/health/" + probe).body()).isEqualTo("{\"status\":\"UP\"}");
        assertThat(service.get("/actuator/health/" + probe).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/actuator/env", "/actuator/heapdump", "/actuator/beans", "/actuator/shutdown"})
    void noOtherEndpointIsExposed(String path) {
        assertThat(service.management(path).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http_server_requests_seconds_bucket",
                "catalog_relay_backlog_events",
                "catalog_relay_lag_seconds",
                "catalog_relay_active",
                "catalog_relay_published_total",
                "hikaricp_connections_active",
                "kafka_producer_",
                "jvm_memory_used_bytes"
            })
    void theMetricIsExported(String name) {
        service.create("METRIC-" + name);
        await().untilAsserted(() ->
                assertThat(service.management("/actuator/prometheus").body()).contains("\n" + name));
    }

    @Test
    void theVersionIsThatOfTheServiceInInfoMetricsAndLogs(CapturedOutput output) {
        String version = service.context().getEnvironment().getRequiredProperty("spring.application.version");
        assertThat(version).isEqualTo(System.getProperty("project.version"));

        assertThat(service.management("/actuator/info").body()).contains("\"version\":\"" + version + "\"");
        assertThat(service.management("/actuator/prometheus").body())
                .contains("\ncatalog_build_info{version=\"" + version + "\"} 1");
        service.get("/products?sku=VERSION");
        await().untilAsserted(() -> assertThat(output.getOut()).contains("\"version\":\"" + version + "\""));
    }

    @Test
    void everyRequestIsLoggedInOneLineWithItsTrace(CapturedOutput output) {
        String trace = "af7651916cd43dd8448eb211c80319c8";
        service.send(service.request("/products?sku=LOGGED")
                .header("traceparent", "00-" + trace + "-b7ad6b7169203331-01")
                .GET());

        await().untilAsserted(() -> assertThat(output.getOut().lines())
                .filteredOn(line -> line.contains("\"logger\":\"access\"") && line.contains(trace))
                .singleElement()
                .satisfies(line -> assertThat(RunningService.JSON.readTree(line).toString())
                        .contains("\"status_code\":200", "\"path\":\"/products\"", "\"duration\":")));
    }

    @Test
    void anUnexpectedErrorIsLoggedUnderTheIdInTheResponse(CapturedOutput output) throws SQLException {
        String id = service.create("BROKEN-1");
        try (Connection owner =
                DriverManager.getConnection(database.jdbcUrl(), database.ownerUser(), database.ownerPassword())) {
            owner.createStatement().execute("update product set details = '[]' where sku = 'BROKEN-1'");
        }

        HttpResponse<String> answer = service.get("/products/" + id);

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("/problems/internal-error").doesNotContain("jackson", "Exception");
        String errorId = RunningService.json(answer).get("errorId").asString();
        await().untilAsserted(() -> assertThat(output.getOut().lines())
                .anySatisfy(line -> assertThat(line).contains(errorId, "\"stack_trace\"", "\"ERROR\"")));
    }

    @Test
    void aBodyWithoutALengthIsRefusedAtTheLimit() {
        byte[] large = ("{\"name\":\"" + "n".repeat(400_000) + "\"}").getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> answer = service.send(service.request("/products")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))));

        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("/problems/payload-too-large");
    }

    @Test
    void aClientThatDisconnectsIsNoError(CapturedOutput output) throws IOException {
        UUID id = UUID.randomUUID();
        try (Socket socket = new Socket("127.0.0.1", service.uri("/").getPort())) {
            String request = "PUT /products/" + id + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + service.token()
                    + "\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            socket.shutdownOutput();
            await().until(() -> output.getOut().contains("PUT /products/" + id));
        }
        assertThat(output.getOut()).doesNotContainPattern("Unexpected error \\S+ in PUT /products/" + id);
    }

    @Test
    void aBodyOfMalformedChunksIsRefused() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", service.uri("/").getPort())) {
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            String request = "PUT /products/" + UUID.randomUUID()
                    + "/stock HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + service.token()
                    + "\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 400 ")
                    .contains("/problems/malformed-request");
        }
    }

    @Test
    void theLanguagesOfAClientDoNotMatter() {
        String languages = "de,".repeat(50) + "en";

        assertThat(service.send(service.request("/products?sku=none")
                                .header("Accept-Language", languages)
                                .GET())
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aClientWithoutATokenIsAnsweredBeforeTheBodyIsRead() throws IOException {
        try (Socket socket = new Socket("127.0.0.1", service.uri("/").getPort())) {
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            String unfinished = "PUT /products/" + UUID.randomUUID() + "/stock HTTP/1.1\r\nHost: x\r\n"
                    + "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n5\r\na=bcd\r\n";
            socket.getOutputStream().write(unfinished.getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII))
                    .isEqualTo("HTTP/1.1 401");
        }
    }

    @Test
    void aClientWithoutATokenLearnsNothingAboutTheAcceptedTokens() throws IOException, InterruptedException {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(service.uri("/products?sku=X")).build(),
                        HttpResponse.BodyHandlers.ofString());

        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        assertThat(service.get("/.well-known/oauth-protected-resource").statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /products HTTP/1.1\r\nHost: x\r\nX-Long: %1$s\r\n\r\n",
                "GET /products?a=\u0001 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /products/%%2e%%2e/x HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /products?sku=%%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer %2$s\r\n\r\n",
                "NONSENSE\r\n\r\n"
            })
    void aRequestThatTheServerRefusesIsAnsweredWithAProblem(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", service.uri("/").getPort())) {
            socket.getOutputStream()
                    .write(request.formatted("h".repeat(20_000), service.token())
                            .getBytes(StandardCharsets.ISO_8859_1));
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            byte[] answer = socket.getInputStream().readNBytes(4_096);
            assertThat(new String(answer, StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 4")
                    .contains("application/problem+json", "\"type\":\"/problems/")
                    .doesNotContain("Tomcat", "Exception", "<html");
        }
    }

    @Test
    void whileARowIsLockedAWriteIsRefusedWithRetryAfterAndReadsSucceed() throws SQLException {
        String id = service.create("LOCKED-1");
        try (Connection other =
                DriverManager.getConnection(database.jdbcUrl(), database.appUser(), database.appPassword())) {
            other.setAutoCommit(false);
            other.createStatement().execute("select 1 from product for update");

            HttpResponse<String> answer =
                    service.sendOnce(service.putting("/products/" + id + "/stock", "{\"stock\":9}"));

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(answer.body()).contains("/problems/unavailable").doesNotContain("lock", "SQL");
            assertThat(service.get("/products/" + id).statusCode()).isEqualTo(200);
        }
    }
}
