package io.productcatalog.query.testing;

import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;

import com.netflix.concurrency.limits.limit.SettableLimit;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.propagation.Propagator;
import io.productcatalog.query.documents.Documents;
import io.productcatalog.query.invalidation.InvalidationHeartbeat;
import io.productcatalog.query.lag.Lag;
import io.productcatalog.query.overload.ConcurrencyLimiter;
import io.productcatalog.query.settings.CacheSettings;
import io.productcatalog.query.settings.HttpSettings;
import io.productcatalog.query.settings.ListingSettings;
import io.productcatalog.query.settings.ShutdownSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.MapPropertySource;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.netty.resources.LoopResources;
import tools.jackson.databind.JsonNode;

/** The public API on real sockets, once with the fast paths and once without them, and mocked documents behind both. */
public final class BothWays implements AutoCloseable {

    private static final String END_MARK = "/mark";
    private static final int READ_TIMEOUT_MILLIS = 120_000;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final CapturedAccessLog accessLog = new CapturedAccessLog();

    /** A single event loop, so that the access log has the order of the answers. */
    private final LoopResources eventLoop = LoopResources.create("both-ways", 1, true);

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final WebServer server;
    private final WebServer handlersOnly;
    private final SettableLimit limit = new SettableLimit(1_000);

    public BothWays(Documents documents) {
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource("settings", Map.of("catalog.access-log", true)));
        context.registerBean(
                HttpSettings.class, () -> new HttpSettings("127.0.0.1", 0, 0, true, 16_384, "public, max-age=1"));
        context.registerBean(ListingSettings.class, () -> new ListingSettings(50));
        context.registerBean(CacheSettings.class, () -> new CacheSettings(0));
        context.registerBean(
                ShutdownSettings.class, () -> new ShutdownSettings(Duration.ofSeconds(20), Duration.ofSeconds(1)));
        context.register(WebFlux.class);
        context.registerBean(Lag.class, () -> () -> "7");
        context.registerBean(InvalidationHeartbeat.class);
        context.registerBean(MeterRegistry.class, () -> meters);
        context.registerBean(Propagator.class, () -> Propagator.NOOP);
        context.registerBean(ObservationRegistry.class, this::observations);
        context.registerBean(DatabaseClient.class, () -> mock(DatabaseClient.class));
        context.registerBean(
                "mockedDocuments", Documents.class, () -> documents, definition -> definition.setPrimary(true));
        context.registerBean(
                "settableLimiter",
                ConcurrencyLimiter.class,
                () -> new ConcurrencyLimiter(limit),
                definition -> definition.setPrimary(true));
        context.scan(Stream.of("documents", "product", "listing", "overload", "http", "lifecycle")
                .map(feature -> "io.productcatalog.query." + feature)
                .toArray(String[]::new));
        context.refresh();
        context.getBeanProvider(ObservationHandler.class)
                .forEach(context.getBean(ObservationRegistry.class).observationConfig()::observationHandler);
        server = start(fastPaths());
        handlersOnly = start(Stream.empty());
    }

    private WebServer start(Stream<WebServerFactoryCustomizer<NettyReactiveWebServerFactory>> fastPaths) {
        NettyReactiveWebServerFactory servers = new NettyReactiveWebServerFactory(0);
        fastPaths.forEach(fastPath -> fastPath.customize(servers));
        context.getBeanProvider(NettyServerCustomizer.class).forEach(servers::addServerCustomizers);
        servers.addServerCustomizers(each -> each.runOn(eventLoop));
        WebServer started = servers.getWebServer(
                WebHttpHandlerBuilder.applicationContext(context).build());
        started.start();
        return started;
    }

    private Stream<WebServerFactoryCustomizer<NettyReactiveWebServerFactory>> fastPaths() {
        return context
                .<WebServerFactoryCustomizer<NettyReactiveWebServerFactory>>getBeanProvider(
                        ResolvableType.forClassWithGenerics(
                                WebServerFactoryCustomizer.class, NettyReactiveWebServerFactory.class))
                .stream();
    }

    private ObservationRegistry observations() {
        ObservationRegistry observations = ObservationRegistry.create();
        observations
                .observationConfig()
                .observationHandler(new DefaultMeterObservationHandler(
                        meters, DefaultMeterObservationHandler.IgnoredMeters.LONG_TASK_TIMER));
        return observations;
    }

    @Override
    public void close() {
        server.destroy();
        handlersOnly.destroy();
        context.close();
        eventLoop.dispose();
        accessLog.close();
    }

    /** From now on, no request that needs the database gets a permit. */
    public void allowNoLoads() {
        limit.setLimit(0);
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public void beginStop() {
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
    }

    /** The counts of the timers of a route that are greater than zero. */
    public List<Long> counts(String route) {
        return meters.find("http.server.requests").tag("uri", route).timers().stream()
                .map(Timer::count)
                .filter(count -> count > 0)
                .toList();
    }

    /** @param headers separated by {@code |}; a {@code ~} between them begins the body */
    public static String request(String method, String target, String headers) {
        String[] headAndBody = headers.replace("|", "\r\n").split("\r\n~\r\n", 2);
        return method + " " + target + " HTTP/1.1\r\nHost: catalog\r\n"
                + (headAndBody[0].isEmpty() ? "" : headAndBody[0] + "\r\n") + "\r\n"
                + (headAndBody.length == 2 ? headAndBody[1] : "");
    }

    /**
     * Sends the request and returns the status line, the sorted headers, the body, the status line of a second request
     * on the same connection or "closed", and the access log of both.
     */
    public String answer(String request) throws IOException {
        return answer(server, request);
    }

    /** As {@link #answer(String)}, but without the fast paths. */
    public String answerByHandler(String request) throws IOException {
        return answer(handlersOnly, request);
    }

    private String answer(WebServer asked, String request) throws IOException {
        int before = accessLog.lines().size();
        String answer = exchange(asked, request, request("GET", "/nothing", ""));
        exchange(asked, request("GET", END_MARK, ""), "");
        return answer + "\n" + accessLines(before);
    }

    private static String exchange(WebServer asked, String request, String another) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), asked.getPort())) {
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            socket.getOutputStream().write((request + another).getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            String answer = read(in, request);
            return another.isEmpty()
                    ? answer
                    : answer + "\n" + head(in).lines().findFirst().orElse("closed");
        }
    }

    /** The lines of the access log up to the end mark, without what differs between two equal requests. */
    private String accessLines(int before) {
        return await()
                .until(
                        () -> accessLog.lines().stream().skip(before).toList(),
                        lines -> !lines.isEmpty() && path(lines.getLast()).equals(END_MARK))
                .stream()
                .filter(line -> !path(line).equals(END_MARK))
                .map(line -> line.at("/message") + " " + line.at("/http") + " " + line.at("/url"))
                .collect(Collectors.joining("\n"));
    }

    private static String path(JsonNode line) {
        return line.at("/url/path").asString();
    }

    private static String read(InputStream in, String request) throws IOException {
        String head = head(in);
        String[] lines = head.split("\r\n");
        int length = request.startsWith("HEAD") || lines[0].contains(" 304")
                ? 0
                : Stream.of(lines)
                        .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
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
                                        line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT)))
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

    /** Reads a byte; -1 at the end, which is a reset if the server closes before it has read everything. */
    private static int nextByte(InputStream in) throws IOException {
        try {
            return in.read();
        } catch (SocketException reset) {
            return -1;
        }
    }

    /** Not a component: the service in other tests would scan it, and Spring Boot would then not configure WebFlux. */
    @EnableWebFlux
    static class WebFlux {}
}
