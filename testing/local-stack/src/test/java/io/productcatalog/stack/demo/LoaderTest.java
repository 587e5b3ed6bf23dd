package io.productcatalog.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoaderTest {

    private final Set<String> bodies = ConcurrentHashMap.newKeySet();
    private HttpServer server;

    @BeforeEach
    void startAServerThatAcceptsEveryBodyOnce() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/products", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            int status = "Bearer token".equals(authorization) ? bodies.add(body) ? 201 : 409 : 401;
            exchange.sendResponseHeaders(status, -1);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void existingProductsAreSkippedAndCounted() {
        assertThat(load("token", 20)).extracting(Loader.Result::created).isEqualTo(20);

        Loader.Result again = load("token", 30);

        assertThat(again.created()).isEqualTo(10);
        assertThat(again.existing()).isEqualTo(20);
        assertThat(again.failed()).isZero();
    }

    @Test
    void refusalsAreCountedAndTheFirstIsReported() {
        Loader.Result result = load("wrong", 5);

        assertThat(result.failed()).isEqualTo(5);
        assertThat(result.firstProblem())
                .hasValueSatisfying(problem -> assertThat(problem).contains(": 401"));
    }

    private Loader.Result load(String token, int count) {
        URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new Loader(url, token).load(DemoProductGenerator.first(count));
    }
}
