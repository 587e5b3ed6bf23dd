package io.productcatalog.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.query.testing.CapturedAccessLog;
import io.productcatalog.query.testing.Products;
import io.productcatalog.query.testing.RunningQueryService;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every request to the public port appears in the metrics and the access log. Probes and scrapes do not. */
class RequestsAreObservedIT {

    private static final UUID ID = Products.newId();
    private static CapturedAccessLog accessLog;
    private static RunningQueryService service;

    @BeforeAll
    static void start() {
        accessLog = new CapturedAccessLog();
        service = RunningQueryService.start(Map.of());
        service.topic().publish(Products.active(ID, 1));
        service.awaitProjected();
    }

    @AfterAll
    static void stop() {
        service.close();
        accessLog.close();
    }

    @Test
    void anAccessLineHasTheCallersTraceId() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        service.get("/products/" + ID, "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
        service.get("/products/" + ID + "?colour=red", "traceparent", "00-" + trace + "-00f067aa0ba902b8-00");

        List<JsonNode> lines = await().until(() -> linesWith("/trace/id", trace), found -> found.size() == 2);
        assertThat(lines)
                .allSatisfy(line -> {
                    assertThat(line.at("/http/request/method").asString()).isEqualTo("GET");
                    assertThat(line.at("/url/path").asString()).isEqualTo("/products/" + ID);
                    assertThat(line.at("/event/duration").asLong()).isPositive();
                    assertThat(line.at("/http/response/body/bytes").asLong()).isPositive();
                    assertThat(line.at("/service/name").asString()).isEqualTo("query-service");
                })
                .extracting(line -> line.at("/http/response/status_code").asInt())
                .containsExactlyInAnyOrder(200, 400);
    }

    @Test
    void aRequestWithoutATraceGetsANewOne() {
        service.get("/products/" + ID + "?as=1");
        service.get("/products/" + ID + "?as=2");

        List<JsonNode> lines = await().until(accessLog::lines, found -> found.size() >= 2);
        assertThat(lines)
                .extracting(line -> line.at("/trace/id").asString())
                .doesNotHaveDuplicates()
                .allSatisfy(trace -> assertThat(trace).matches("[0-9a-f]{32}"));
    }

    @Test
    void requestsAreMeasuredByTheirRouteAndProbesAreNot() {
        service.get("/products/" + ID);
        service.get("/nothing/here");
        service.management("/actuator/health/readiness");

        await().untilAsserted(() -> assertThat(
                        service.management("/actuator/prometheus").body())
                .contains("http_server_requests_seconds_bucket{", "uri=\"/products/{id}\"", "le=\"0.005\"")
                .contains("catalog_projection_lag_seconds", "catalog_projection_records_total{outcome=\"stored\"}")
                .contains("r2dbc_pool_acquired_connections", "hikaricp_connections_active", "kafka_consumer_")
                .doesNotContain("/nothing/here", "/actuator/health"));
        assertThat(linesWith("/url/path", "/actuator/health/readiness")).isEmpty();
    }

    @Test
    void theVersionIsThatOfTheServiceInInfoAndMetrics() {
        String version = System.getProperty("project.version");

        assertThat(service.management("/actuator/info").body()).contains("\"version\":\"" + version + "\"");
        assertThat(service.management("/actuator/prometheus").body())
                .contains("\ncatalog_build_info{version=\"" + version + "\"} 1");
        assertThat(service.get("/actuator/info").statusCode()).isEqualTo(404);
    }

    private static List<JsonNode> linesWith(String field, String value) {
        return accessLog.lines().stream()
                .filter(line -> line.at(field).asString().equals(value))
                .toList();
    }
}
