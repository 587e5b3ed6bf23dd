package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.ResourceLock;

/** A product that is posted is served, also after a stop and after a kill: both packaged services on real parts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@ResourceLock("own stack")
class WholePathIT {

    private RunningStack stack;
    private CatalogClient client;

    @BeforeAll
    void start() {
        stack = RunningStack.start("whole-path");
        client = new CatalogClient(stack.env());
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    @Test
    @Order(1)
    void aProductIsCreatedReadChangedAndDeleted() {
        HttpResponse<String> created = client.create("TV-1");
        assertThat(created.statusCode()).isEqualTo(201);
        String path = created.headers().firstValue("Location").orElseThrow();

        HttpResponse<String> served = awaitServed(path, 1);
        assertThat(CatalogClient.json(served)).isEqualTo(CatalogClient.json(created));
        assertThat(client.shop(
                                path,
                                "If-None-Match",
                                served.headers().firstValue("ETag").orElseThrow())
                        .statusCode())
                .isEqualTo(304);
        assertThat(client.shop("/products?category=electronics").body()).contains("TV-1");
        assertThat(client.shop("/products?sku=TV-1").body()).contains("TV-1");

        client.admin("PUT", path + "/price", "{\"amount\":\"999.00\",\"currency\":\"EUR\"}");
        assertThat(CatalogClient.json(awaitServed(path, 2)).at("/price/amount").asString())
                .isEqualTo("999.00");

        client.admin("PUT", path + "/status", "{\"status\":\"DRAFT\"}");
        await().until(() -> client.shop(path).statusCode() == 404);
        client.admin("PUT", path + "/status", "{\"status\":\"ACTIVE\"}");
        awaitServed(path, 4);

        assertThat(client.admin("DELETE", path, "", "If-Match", "\"4\"").statusCode())
                .isEqualTo(204);
        await().until(() -> client.shop(path).statusCode() == 404);
        assertThat(client.admin("GET", path, "").statusCode()).isEqualTo(404);
    }

    @Test
    @Order(2)
    void aStopIsGracefulAndTheNextStartFindsEverything() {
        String path = "/products/" + CatalogClient.id(client.create("TV-2"));
        awaitServed(path, 1);
        Map<String, String> before = logs();

        assertThat(stack.stop()).as(stack::output).isZero();
        logs().forEach((service, log) -> assertThat(
                        log.substring(before.get(service).length()))
                .as("the log of %s while it stops", service)
                .contains("Everything is closed; the process ends")
                .doesNotContain("stack_trace", "\"level\":\"ERROR\""));

        startAgain();
        awaitServed(path, 1);
        client.admin("PUT", path + "/stock", "{\"stock\":3}");
        awaitServed(path, 2);
    }

    private Map<String, String> logs() {
        return Stream.of("command-service", "query-service").collect(Collectors.toMap(name -> name, stack::log));
    }

    @Test
    @Order(3)
    void afterEveryProcessWasKilledNothingThatWasAcceptedIsMissing() {
        String last = "";
        for (int i = 0; i < 50; i++) {
            last = "/products/" + CatalogClient.id(client.create("KILL-" + i));
        }
        stack.kill();

        startAgain();

        awaitServed(last, 1);
        for (int i = 0; i < 50; i++) {
            String sku = "KILL-" + i;
            await().until(() -> client.shop("/products?sku=" + sku).body().contains(sku));
        }
        assertThat(client.shop("/products?sku=TV-2").body()).contains("\"stock\":3");
    }

    private void startAgain() {
        stack.start();
        client = new CatalogClient(stack.env());
    }

    private HttpResponse<String> awaitServed(String path, int version) {
        return await(path + " at version " + version)
                .until(
                        () -> client.shop(path),
                        answer -> answer.headers()
                                .firstValue("ETag")
                                .filter(tag -> tag.startsWith("\"" + version + "-"))
                                .isPresent());
    }
}
