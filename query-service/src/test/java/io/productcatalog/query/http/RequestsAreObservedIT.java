package io.productcatalog.query.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.productcatalog.query.testing.Products;
import io.productcatalog.query.testing.RunningQueryService;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** Every request to the public port appears in the metrics and the access log. Probes and scrapes do not. */
class RequestsAreObservedIT {

    private static final UUID ID = Products.newId();
    private static final Logger ACCESS = (Logger) LoggerFactory.getLogger("access");
    private static final ListAppender<ILoggingEvent> LINES = new ListAppender<>();
    private static RunningQueryService service;

    @BeforeAll
    static void start() {
        LINES.start();
        service = RunningQueryService.start(Map.of());
        ACCESS.addAppender(LINES);
        service.topic().publish(Products.active(ID, 1));
        service.awaitProjected();
    }

    @AfterAll
    static void stop() {
        ACCESS.detachAppender(LINES);
        service.close();
    }

    @Test
    void anAccessLineHasTheCallersTraceId() {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        service.get("/products/" + ID, "traceparent", "00-" + trace + "-00f067aa0ba902b7-01");
        service.get("/products/" + ID + "?colour=red", "traceparent", "00-" + trace + "-00f067aa0ba902b8-00");

        await().untilAsserted(() -> assertThat(linesWith(new KeyValuePair("trace.id", trace)))
                .hasSize(2)
                .allSatisfy(line -> assertThat(line)
                        .contains(
                                new KeyValuePair("http.request.method", "GET"),
                                new KeyValuePair("url.path", "/products/" + ID)))
                .anySatisfy(line -> assertThat(line).contains(new KeyValuePair("http.response.status_code", 200)))
                .anySatisfy(line -> assertThat(line).contains(new KeyValuePair("http.response.status_code", 400))));
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
        assertThat(linesWith(new KeyValuePair("url.path", "/actuator/health/readiness")))
                .isEmpty();
    }

    @Test
    void theVersionIsThatOfTheServiceInInfoAndMetrics() {
        String version = System.getProperty("project.version");

        assertThat(service.management("/actuator/info").body()).contains("\"version\":\"" + version + "\"");
        assertThat(service.management("/actuator/prometheus").body())
                .contains("\ncatalog_build_info{version=\"" + version + "\"} 1");
        assertThat(service.get("/actuator/info").statusCode()).isEqualTo(404);
    }

    private static List<List<KeyValuePair>> linesWith(KeyValuePair pair) {
        return List.copyOf(LINES.list).stream()
                .map(ILoggingEvent::getKeyValuePairs)
                .filter(pairs -> pairs.contains(pair))
                .toList();
    }
}
