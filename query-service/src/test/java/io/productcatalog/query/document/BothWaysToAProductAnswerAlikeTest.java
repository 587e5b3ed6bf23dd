package io.productcatalog.query.document;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.productcatalog.query.freshness.Lag;
import io.productcatalog.query.freshness.VersionWaits;
import io.productcatalog.query.ops.AnswerHeaders;
import io.productcatalog.query.ops.DirectAnswers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

/** A product in memory, asked for over a real socket with the short way open and closed. */
class BothWaysToAProductAnswerAlikeTest {

    private static final UUID ID = UUID.fromString("0198f1c2-0000-7000-8000-000000000001");
    private static final String PATH = "/products/" + ID;
    private static final Document DOCUMENT = new Document(ID, 3, "{\"id\":\"…\"}".getBytes(StandardCharsets.UTF_8));

    private final Documents documents = mock(Documents.class);
    private final MeterRegistry meters = new SimpleMeterRegistry();
    private AnnotationConfigApplicationContext context;
    private DisposableServer server;

    @BeforeEach
    void start() {
        context = new AnnotationConfigApplicationContext();
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "settings",
                        Map.of(
                                "CATALOG_DRAIN_DELAY", "1s",
                                "CATALOG_ACCESS_LOG", "false",
                                "CATALOG_CACHE_BYTES", "0",
                                "CATALOG_CACHE_CONTROL", "public, max-age=1")));
        context.getBeanFactory().setConversionService(ApplicationConversionService.getSharedInstance());
        context.register(WebFlux.class);
        context.registerBean(Lag.class, () -> () -> "7");
        context.registerBean(VersionWaits.class);
        context.registerBean(MeterRegistry.class, () -> meters);
        context.registerBean(ObservationRegistry.class, this::observations);
        context.registerBean(DatabaseClient.class, () -> mock(DatabaseClient.class));
        context.registerBean(
                "mockedDocuments", Documents.class, () -> documents, definition -> definition.setPrimary(true));
        context.scan("io.productcatalog.query.document", "io.productcatalog.query.ops");
        context.refresh();
        when(documents.byId(ID)).thenReturn(Mono.just(DOCUMENT));
        when(documents.atLeast(ID, 3)).thenReturn(Mono.just(Optional.of(DOCUMENT)));
        PresentProductRoute route = new PresentProductRoute(
                documents,
                context.getBean(AnswerHeaders.class),
                context.getBean(DirectAnswers.class),
                "public, max-age=1");
        ReactorHttpHandlerAdapter longWay = new ReactorHttpHandlerAdapter(
                WebHttpHandlerBuilder.applicationContext(context).build());
        server = HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .route(routes -> route.apply(routes).route(_ -> true, longWay))
                .bindNow();
    }

    private ObservationRegistry observations() {
        ObservationRegistry observations = ObservationRegistry.create();
        observations
                .observationConfig()
                .observationHandler(new DefaultMeterObservationHandler(
                        meters, DefaultMeterObservationHandler.IgnoredMeters.LONG_TASK_TIMER));
        return observations;
    }

    @AfterEach
    void stop() {
        server.disposeNow();
        context.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Accept: */*",
                "Accept: application/json",
                "Connection: close",
                "Content-Length: 2|~|{}",
                "Range: bytes=0-1",
                "If-None-Match: \"3\"",
                "If-None-Match: W/\"3\"",
                "If-None-Match: \"1\", \"3\"",
                "If-None-Match: \"1\"|If-None-Match: \"3\"",
                "If-None-Match: *",
                "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT",
                "Prefer: wait=1",
                "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            })
    void aPlainRequestGoesTheShortWay(String headers) throws IOException {
        String request = request("GET", PATH, headers);
        assertThat(overShortWay(request)).isEqualTo(overLongWay(request)).startsWith("HTTP/1.1 ");

        clearInvocations(documents);
        overShortWay(request);
        verify(documents, never()).byId(any());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET %s|Accept: text/html",
                "GET %s|Accept: text/html, */*;q=0.1",
                "GET %s|Accept: application/json;q=0",
                "GET %s|Accept: not a type",
                "GET %s|Accept:",
                "GET %s|Accept: */*|Accept: not a type",
                "GET %s|If-None-Match: \"2\"",
                "GET %s|If-None-Match: 3",
                "GET %s|If-None-Match:",
                "GET %s|If-None-Match: \"3\" x",
                "GET %s|If-None-Match: w/\"3\"",
                "GET %s|If-None-Match: \"1\" \"3\"",
                "GET %s|If-None-Match: \"a b\", \"3\"",
                "GET %s?minVersion=3|",
                "GET %s?colour=red|",
                "GET %s?|",
                "GET %s/|",
                "GET /products/0198F1C2-0000-7000-8000-000000000001|",
                "GET /products/%%30198f1c2-0000-7000-8000-000000000001|",
                "GET /products/00198f1c2-000-7000-8000-000000000001|",
                "GET /products/0198f1c2-0000-7000-8000-00000000000g|",
                "GET /products/0198f1c2-0000-7000-8000-000000000002|",
                "GET http://shop.example%s|",
                "HEAD %s|",
                "HEAD %s|If-None-Match: \"3\"",
                "POST %s|",
                "DELETE %s|",
                "OPTIONS %s|Origin: https://shop.example|Access-Control-Request-Method: GET",
            })
    void everyOtherRequestIsAnsweredAsIfThereWereNoShortWay(String line) throws IOException {
        UUID unknown = UUID.fromString("0198f1c2-0000-7000-8000-000000000002");
        when(documents.byId(unknown)).thenReturn(Mono.empty());
        String[] parts = line.formatted(PATH).split(" ", 2);
        String[] rest = parts[1].split("\\|", 2);
        String request = request(parts[0], rest[0], rest[1]);

        assertThat(overShortWay(request)).isEqualTo(overLongWay(request)).startsWith("HTTP/1.1 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Host: a b", "Host: [", "Host: :::", "Host: [a:b]", "Host: [::1]:80", "Host: a|Host: b", ""})
    void aHostThatIsRefusedIsRefusedBothWays(String host) throws IOException {
        String request =
                "GET " + PATH + " HTTP/1.1\r\n" + (host.isEmpty() ? "" : host.replace("|", "\r\n") + "\r\n") + "\r\n";
        assertThat(overShortWay(request)).isEqualTo(overLongWay(request)).startsWith("HTTP/1.1 ");
    }

    @Test
    void anOldClientIsAnsweredAlike() throws IOException {
        for (String headers : List.of("\r\n", "Connection: keep-alive\r\n\r\n")) {
            String request = "GET " + PATH + " HTTP/1.0\r\n" + headers;
            assertThat(overShortWay(request)).isEqualTo(overLongWay(request)).startsWith("HTTP/1.");
        }
    }

    @Test
    void bothCloseTheirConnectionOnceAStopHasBegun() throws IOException {
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);

        String request = request("GET", PATH, "");
        assertThat(overShortWay(request)).isEqualTo(overLongWay(request)).contains("connection: close");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "If-None-Match: \"3\""})
    void bothCountInTheSameTimer(String headers) throws IOException {
        overShortWay(request("GET", PATH, headers));
        overLongWay(request("GET", PATH, headers));

        await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertThat(
                        meters.find("http.server.requests").tag("uri", "/products/{id}").timers().stream()
                                .filter(timer -> timer.count() > 0)
                                .map(Timer::count))
                .containsExactly(2L));
    }

    private static String request(String method, String target, String headers) {
        String[] headAndBody = headers.replace("|", "\r\n").split("\r\n~\r\n", 2);
        return method + " " + target + " HTTP/1.1\r\nHost: catalog\r\n"
                + (headAndBody[0].isEmpty() ? "" : headAndBody[0] + "\r\n") + "\r\n"
                + (headAndBody.length == 2 ? headAndBody[1] : "");
    }

    private String overShortWay(String request) throws IOException {
        when(documents.present(ID)).thenReturn(DOCUMENT);
        return answer(request);
    }

    private String overLongWay(String request) throws IOException {
        when(documents.present(ID)).thenReturn(null);
        return answer(request);
    }

    /** The status line, the headers in alphabetical order, the body, and whether the connection stays open for another request. */
    private String answer(String request) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(10_000);
            String another = "GET /nothing HTTP/1.1\r\nHost: catalog\r\n\r\n";
            socket.getOutputStream().write((request + another).getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            return read(in, request) + "\n" + head(in).lines().findFirst().orElse("closed");
        }
    }

    private static String read(InputStream in, String request) throws IOException {
        String head = head(in);
        String[] lines = head.split("\r\n");
        int length = request.startsWith("HEAD") || lines[0].contains(" 304")
                ? 0
                : Stream.of(lines)
                        .filter(line -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
                        .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
                        .findFirst()
                        .orElse(0);
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        return lines[0] + "\n"
                + String.join(
                        "\n",
                        Stream.of(lines)
                                .skip(1)
                                .map(line -> line.replaceFirst(
                                        "^[^:]*",
                                        line.substring(0, line.indexOf(':')).toLowerCase(java.util.Locale.ROOT)))
                                .sorted()
                                .toList())
                + "\n" + body;
    }

    private static String head(InputStream in) throws IOException {
        ByteArrayOutputStream head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
            int read = nextByte(in);
            if (read < 0) {
                return head.toString(StandardCharsets.ISO_8859_1);
            }
            head.write(read);
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** -1 at the end, which is a reset when the server closes before it has read all. */
    private static int nextByte(InputStream in) throws IOException {
        try {
            return in.read();
        } catch (SocketException reset) {
            return -1;
        }
    }

    @Configuration
    @EnableWebFlux
    static class WebFlux {}
}
