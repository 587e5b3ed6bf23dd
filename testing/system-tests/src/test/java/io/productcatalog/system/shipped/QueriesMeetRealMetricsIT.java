package io.productcatalog.system.shipped;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.cluster.Admin;
import io.productcatalog.cluster.Cluster;
import io.productcatalog.cluster.OnSharedCluster;
import io.productcatalog.cluster.Replica;
import io.productcatalog.stack.services.CatalogService;
import io.productcatalog.stack.testing.TestDirectory;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The rules and the dashboard use metrics and labels that running services export, and the probes use existing paths.
 */
@OnSharedCluster
class QueriesMeetRealMetricsIT {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static Cluster cluster;

    @BeforeAll
    static void makeTraffic(Cluster shared) {
        cluster = shared;
        Admin admin = new Admin(cluster);
        String id = admin.create("METRICS-1");
        admin.send("POST", "/products", "{}").block();
        for (Replica query : cluster.queries()) {
            String url = query.service().url();
            await().until(() -> get(url + "/products/" + id).statusCode() == 200);
            get(url + "/products?category=electronics");
            // A version that does not exist, so the answer is 503 after the wait.
            assertThat(get(url + "/products/" + id + "?minVersion=9").statusCode())
                    .isEqualTo(503);
        }
    }

    @AfterAll
    static void stop() {
        HTTP.close();
    }

    @Test
    void everyUsedMetricAndLabelExists() {
        List<Sample> samples = samples();

        assertThat(Queries.all())
                .isNotEmpty()
                .allSatisfy(query ->
                        assertThat(Queries.problems(query, samples)).as(query).isEmpty());
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " -> ", quoteCharacter = '~', textBlock = """
            max(catalog_relay_lag) > 60 -> there is no metric catalog_relay_lag
            rate(catalog_projection_records_total{outcome="dead"}[1m]) -> has no label
            sum(rate(http_server_requests_seconds_count{code=~"5.."}[5m])) -> has no label
            http_server_requests_seconds_count{status=~"9.."} -> has no label
            sum by (uri, route) (http_server_requests_seconds_count) -> there is no label route
            cache_size + cache_sizes -> there is no metric cache_sizes
            """)
    void aMissingMetricOrLabelIsFound(String query, String problemText) {
        assertThat(Queries.problems(query, samples())).anyMatch(problem -> problem.contains(problemText));
    }

    @Test
    void everyProbeIsAnswered() {
        assertThat(cluster.replicas().map(Replica::service))
                .allSatisfy(service -> assertThat(ProbesAndPorts.PROBES.values())
                        .allSatisfy(path -> assertThat(
                                        get(service.managementUrl() + path).statusCode())
                                .isEqualTo(200)));
    }

    /** Checks what names cannot show: both sides of an operator match, and every query has a result. */
    @Test
    void prometheusAnswersEveryQueryAndEvaluatesEveryRule() throws IOException {
        try (Prometheus prometheus =
                Prometheus.start(TestDirectory.create("prometheus").path(), targets())) {
            await("every replica to be scraped more than once").untilAsserted(() -> {
                assertThat(prometheus.targets())
                        .hasSize(4)
                        .allSatisfy(target -> assertThat(target.path("health").asText())
                                .as(target.path("lastError").asText())
                                .isEqualTo("up"));
                assertThat(prometheus.query("count_over_time(up[5m]) >= 3")).hasSize(4);
            });

            assertThat(Queries.ofDashboard(Project.text(Queries.DASHBOARD)))
                    .allSatisfy(query ->
                            assertThat(prometheus.query(query)).as(query).isNotEmpty());
            await("every rule to be evaluated")
                    .untilAsserted(() -> assertThat(prometheus.rules())
                            .hasSameSizeAs(
                                    Queries.ofRules(Project.text(Queries.RULES)).toList())
                            .allSatisfy(rule -> assertThat(rule.path("health").asText())
                                    .as(rule.toString())
                                    .isEqualTo("ok")));
            assertThat(prometheus.rules())
                    .as("a healthy system has no alerts")
                    .allSatisfy(rule -> assertThat(rule.path("state").asText())
                            .as(rule.toString())
                            .isNotEqualTo("firing"));
        }
    }

    private static List<Prometheus.Target> targets() {
        return cluster.replicas()
                .map(Replica::service)
                .map(service -> new Prometheus.Target(job(service), "127.0.0.1:" + service.managementPort()))
                .toList();
    }

    private static List<Sample> samples() {
        List<Sample> samples = new ArrayList<>();
        cluster.replicas()
                .map(Replica::service)
                .forEach(service -> samples.addAll(Sample.of(
                        get(service.managementUrl() + ProbesAndPorts.METRICS).body(), job(service), service.name())));
        return samples;
    }

    private static String job(CatalogService service) {
        return Stream.of(CatalogService.COMMAND, CatalogService.QUERY)
                .filter(service.name()::startsWith)
                .findFirst()
                .orElseThrow();
    }

    private static HttpResponse<String> get(String url) {
        try {
            return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
