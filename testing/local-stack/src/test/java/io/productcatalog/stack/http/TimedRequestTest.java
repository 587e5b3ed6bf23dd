package io.productcatalog.stack.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TimedRequestTest {

    private static final Duration SHORT_LIMIT = Duration.ofMillis(200);
    private static final Duration LONG_LIMIT = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void startAServerWithAnEndlessResponse() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/complete", exchange -> {
            exchange.sendResponseHeaders(200, 4);
            exchange.getResponseBody().write("done".getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
        server.createContext("/endless", exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write('{');
            exchange.getResponseBody().flush();
            try {
                stopped.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        server.start();
    }

    @AfterEach
    void stop() {
        stopped.countDown();
        server.stop(0);
        threads.shutdownNow();
        http.shutdownNow();
    }

    @Test
    void aCompleteResponseIsReturned() throws Exception {
        assertThat(TimedRequest.send(http, request("/complete"), LONG_LIMIT).body())
                .isEqualTo("done");
    }

    @Test
    void aResponseWhoseBodyDoesNotEndIsCancelled() {
        assertThatThrownBy(() -> TimedRequest.send(http, request("/endless"), SHORT_LIMIT))
                .isInstanceOf(HttpTimeoutException.class)
                .hasMessage("no complete response within 200 ms");
        // Waits until no exchange is left.
        http.close();
    }

    @Test
    void aFailureIsThatOfTheExchange() {
        server.stop(0);

        assertThatThrownBy(() -> TimedRequest.send(http, request("/complete"), LONG_LIMIT))
                .isInstanceOf(ConnectException.class);
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path))
                .build();
    }
}
