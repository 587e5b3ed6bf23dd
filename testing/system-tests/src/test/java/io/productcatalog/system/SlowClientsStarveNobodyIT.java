package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.cluster.Admin;
import io.productcatalog.cluster.Cluster;
import io.productcatalog.cluster.OnSharedCluster;
import io.productcatalog.cluster.Replica;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

/**
 * Clients that ask one replica for more than its direct memory could hold, and do not read it. Others are answered, the
 * memory stays within its limits, and the slow clients are disconnected.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@OnSharedCluster
class SlowClientsStarveNobodyIT {

    private static final long MEGABYTE = 1 << 20;

    /** docs/operations.md, 6. */
    private static final long MAX_UNREAD_BYTES = 64 * MEGABYTE;

    private static final int SLOW_CLIENTS = 150;
    private static final int OTHER_REQUESTS = 200;
    private static final String LARGE_PAGE = "/products?category=slow/clients&limit=100";
    private static final String SMALL_PAGE = "/products?category=electronics/tv&limit=";

    /** A small receive buffer keeps the operating system from reading in place of the client. */
    private static final int RECEIVE_BUFFER_BYTES = 4096;

    private final HttpClient http = HttpClient.newHttpClient();
    private Admin admin;
    private Replica replica;

    @BeforeAll
    void createProducts(Cluster cluster) {
        admin = new Admin(cluster);
        replica = cluster.queries().getFirst();
        List<String> ids = new ArrayList<>(List.of(admin.create("SLOW-0")));
        for (int i = 1; i <= 20; i++) {
            ids.add(createLarge("SLOW-" + i));
        }
        cluster.awaitShown(ids);
        await().until(() -> get(LARGE_PAGE).body().length() > 900_000);
    }

    /** A product of 61 kB. */
    private String createLarge(String sku) {
        Map<String, String> attributes = new HashMap<>();
        for (int i = 0; i < 100; i++) {
            attributes.put("attribute-" + i, "x".repeat(500));
        }
        String json = JsonMapper.shared()
                .writeValueAsString(Map.of(
                        "sku",
                        sku,
                        "name",
                        "Large product",
                        "description",
                        "x".repeat(10_000),
                        "categories",
                        List.of("slow/clients"),
                        "price",
                        Map.of("amount", "9.00", "currency", "EUR"),
                        "attributes",
                        attributes));
        return admin.send("POST", "/products", json).block().json().get("id").asString();
    }

    @Test
    void othersAreAnsweredAndTheSlowOnesAreDisconnected() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try {
            for (int i = 0; i < SLOW_CLIENTS; i++) {
                slow.add(requestWithoutReading());
            }
            await("answers to be unread").until(() -> unread() > 0);

            for (int i = 0; i < OTHER_REQUESTS; i++) {
                HttpResponse<String> answer = get(SMALL_PAGE + (1 + i % 20));
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                if (i % 20 == 0) {
                    assertThat(unread()).isLessThanOrEqualTo(MAX_UNREAD_BYTES + MEGABYTE);
                    assertThat(replica.metric("catalog_direct_memory_used_bytes"))
                            .isLessThan(replica.metric("catalog_direct_memory_max_bytes"));
                }
            }
            await("slow clients to be disconnected")
                    .atMost(Duration.ofMinutes(5))
                    .until(() -> unread() == 0);
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
        assertThat(replica.isAlive()).isTrue();
        assertThat(get(LARGE_PAGE).statusCode()).isEqualTo(200);
    }

    private Socket requestWithoutReading() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(RECEIVE_BUFFER_BYTES);
        URI service = URI.create(replica.service().url());
        socket.connect(new InetSocketAddress(service.getHost(), service.getPort()));
        socket.getOutputStream()
                .write(("GET " + LARGE_PAGE + " HTTP/1.1\r\nHost: x\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private double unread() {
        return replica.metric("catalog_connections_unread_bytes");
    }

    private HttpResponse<String> get(String target) {
        try {
            return http.send(
                    HttpRequest.newBuilder(URI.create(replica.service().url() + target))
                            .build(),
                    BodyHandlers.ofString());
        } catch (IOException failure) {
            throw new AssertionError(failure);
        } catch (InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }
}
