package io.productcatalog.query.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import com.jayway.jsonpath.JsonPath;
import com.netflix.concurrency.limits.Limit;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.tracing.propagation.Propagator;
import io.productcatalog.query.documents.Documents;
import io.productcatalog.query.documents.StoredProduct;
import io.productcatalog.query.invalidation.InvalidationHeartbeat;
import io.productcatalog.query.lag.Lag;
import io.productcatalog.query.settings.CacheSettings;
import io.productcatalog.query.settings.HttpSettings;
import io.productcatalog.query.settings.ShutdownSettings;
import io.productcatalog.query.testing.CapturedAccessLog;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/**
 * The limiter with a limit of one request in flight: the answer to the next request, and the ends of the first one that
 * release its permit.
 */
class RequestsInFlightAreLimitedTest {

    private final LimitOfOne limit = new LimitOfOne();
    private final ConcurrencyLimiter limiter = new ConcurrencyLimiter(limit);
    private final Documents documents = mock(Documents.class);
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final CapturedAccessLog accessLog = new CapturedAccessLog();
    private AnnotationConfigApplicationContext context;
    private DisposableServer server;

    @BeforeEach
    void start() {
        context = new AnnotationConfigApplicationContext();
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("settings", Map.of("catalog.access-log", true)));
        context.registerBean(HttpSettings.class, () -> new HttpSettings("127.0.0.1", 0, 0, true, 16_384, "no-cache"));
        context.registerBean(CacheSettings.class, () -> new CacheSettings(0));
        context.registerBean(
                ShutdownSettings.class, () -> new ShutdownSettings(Duration.ofSeconds(20), Duration.ofSeconds(1)));
        context.register(Routes.class);
        context.registerBean(Lag.class, () -> () -> "7");
        context.registerBean(InvalidationHeartbeat.class);
        context.registerBean(DatabaseClient.class, () -> mock(DatabaseClient.class));
        context.registerBean(
                "mockedDocuments", Documents.class, () -> documents, definition -> definition.setPrimary(true));
        context.registerBean(Propagator.class, () -> Propagator.NOOP);
        context.registerBean(MeterRegistry.class, () -> meters);
        context.registerBean(
                "limiterOfOne", ConcurrencyLimiter.class, () -> limiter, definition -> definition.setPrimary(true));
        context.scan(Stream.of("documents", "product", "overload", "http", "lifecycle")
                .map(feature -> "io.productcatalog.query." + feature)
                .toArray(String[]::new));
        context.refresh();
        WebHttpHandlerBuilder handler = WebHttpHandlerBuilder.applicationContext(context);
        context.getBean(WebHttpHandlerBuilderCustomizer.class).customize(handler);
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(new ReactorHttpHandlerAdapter(handler.build()))
                .bindNow();
    }

    @AfterEach
    void stop() {
        server.disposeNow();
        context.close();
        accessLog.close();
    }

    @Test
    void theRefusalIsAProblemWithRetryAfter() throws IOException {
        try (Socket first = busy()) {
            assertThat(first.isConnected()).isTrue();
            String answer = answer("GET /now?a=b");

            assertThat(answer)
                    .startsWith("HTTP/1.1 503 ")
                    .containsIgnoringCase("\r\nretry-after: 1\r\n")
                    .containsIgnoringCase("\r\ncontent-type: application/problem+json\r\n")
                    .containsIgnoringCase("\r\ncache-control: no-store\r\n")
                    .containsIgnoringCase("\r\nx-content-type-options: nosniff\r\n")
                    .containsIgnoringCase("\r\ncatalog-lag: 7\r\n");
            String body = body(answer);
            assertThat(JsonPath.<String>read(body, "$.type")).isEqualTo("/problems/unavailable");
            assertThat(JsonPath.<Integer>read(body, "$.status")).isEqualTo(503);
        }
    }

    @Test
    void aRefusedHeadRequestGetsNoBodyAndARefusedPostKeepsTheConnection() throws IOException {
        try (Socket first = busy()) {
            assertThat(first.isConnected()).isTrue();
            assertThat(answer("HEAD /now")).startsWith("HTTP/1.1 503 ").endsWith("\r\n\r\n");

            try (Socket kept = open("POST /now HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc");
                    InputStream in = kept.getInputStream()) {
                StringBuilder refusal = new StringBuilder();
                while (!refusal.toString().endsWith("}")) {
                    refusal.append((char) in.read());
                }
                assertThat(refusal.toString()).startsWith("HTTP/1.1 503 ");
                send(kept, "GET /now HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
                assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                        .startsWith("HTTP/1.1 503 ");
            }
        }
    }

    @Test
    void aRefusalIsCountedTimedAndLogged() throws IOException {
        try (Socket first = busy()) {
            assertThat(first.isConnected()).isTrue();
            answer("GET /now?a=b");

            assertThat(meters.get("catalog.requests.refused").counter().count()).isEqualTo(1);
            await().untilAsserted(() -> {
                // Not get(), whose exception for a meter that is not there yet would end the wait.
                assertThat(meters.find("http.server.requests")
                                .tags("method", "GET", "status", "503", "outcome", "SERVER_ERROR", "uri", "UNKNOWN")
                                .timers())
                        .singleElement()
                        .satisfies(timer -> assertThat(timer.count()).isEqualTo(1));
                assertThat(accessLog.lines()).singleElement().satisfies(line -> {
                    assertThat(line.at("/url/path").asString()).isEqualTo("/now");
                    assertThat(line.at("/http/response/status_code").asInt()).isEqualTo(503);
                });
            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"GET /now", "HEAD /now", "POST /now", "GET /late", "GET /fails", "GET /throws", "GET /nothing"})
    void anAnswerReleasesThePermit(String request) throws IOException {
        for (int i = 0; i < 3; i++) {
            assertThat(answer(request)).startsWith("HTTP/1.1 ").doesNotContain("more requests than");
        }
        assertThat(limiter.inFlight()).isZero();
        assertThat(limit.dropped).hasSize(3).containsOnly(request.equals("GET /late"));
    }

    @Test
    void aClientThatLeavesBeforeTheAnswerReleasesThePermit() throws IOException {
        busy().close();

        await().until(() -> limiter.inFlight() == 0);
        assertThat(limit.dropped).isEmpty();
        assertThat(answer("GET /now")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void aClientThatDoesNotReadItsAnswerHoldsNoPermit() throws IOException {
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(4096);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            send(slow, "GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(slow.getInputStream().read()).isEqualTo('H');

            assertThat(answer("GET /now")).startsWith("HTTP/1.1 200 ");
        }
    }

    @Test
    void aRequestThatWaitsForAVersionHoldsNoPermit() throws IOException {
        UUID id = UUID.fromString("0198f1c2-0000-7000-8000-000000000001");
        CountDownLatch read = new CountDownLatch(1);
        when(documents.atLeast(id, 4)).thenReturn(Mono.<StoredProduct>empty().doOnTerminate(read::countDown));
        try (Socket waiting =
                open("GET /products/" + id + "?minVersion=4 HTTP/1.1\r\nHost: x\r\nPrefer: wait=10\r\n\r\n")) {
            await().until(() -> read.getCount() == 0);

            await().untilAsserted(() -> assertThat(answer("GET /now")).startsWith("HTTP/1.1 200 "));
            assertThat(waiting.getInputStream().available()).isZero();
            assertThat(limit.dropped).hasSize(1);
        }
    }

    /** A request that is in flight until its connection is closed. */
    private Socket busy() throws IOException {
        Socket socket = open("GET /never HTTP/1.1\r\nHost: x\r\n\r\n");
        await().until(() -> limiter.inFlight() == 1);
        return socket;
    }

    private String answer(String request) throws IOException {
        return exchange(request + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    }

    private String exchange(String request) throws IOException {
        try (Socket socket = open(request);
                InputStream in = socket.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Socket open(String request) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        send(socket, request);
        return socket;
    }

    private static void send(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    private static String body(String answer) {
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    /** A limit of one request that records for each sample whether it was dropped. */
    private static final class LimitOfOne implements Limit {

        private final List<Boolean> dropped = new CopyOnWriteArrayList<>();

        @Override
        public int getLimit() {
            return 1;
        }

        @Override
        public void notifyOnChange(Consumer<Integer> consumer) {}

        @Override
        public void onSample(long begin, long nanos, int inFlight, boolean didDrop) {
            dropped.add(didDrop);
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableWebFlux
    static class Routes {

        @Bean
        RouterFunction<ServerResponse> routes() {
            return route().GET("/now", _ -> ServerResponse.ok().bodyValue("now"))
                    .POST("/now", _ -> ServerResponse.noContent().build())
                    .GET("/late", _ -> Mono.error(new TimeoutException()))
                    .GET("/fails", _ -> Mono.error(new IllegalStateException("on purpose")))
                    .GET("/throws", _ -> {
                        throw new IllegalStateException("on purpose");
                    })
                    .GET("/never", _ -> Mono.never())
                    .GET("/large", _ -> ServerResponse.ok().bodyValue(new byte[64 << 20]))
                    .build();
        }
    }
}
