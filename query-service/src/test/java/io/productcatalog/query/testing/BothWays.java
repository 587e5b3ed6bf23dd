package io.productcatalog.query.testing;

import static org.mockito.Mockito.mock;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
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
import io.productcatalog.query.product.VersionWaiters;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServer;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.MapPropertySource;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.config.EnableWebFlux;
import org.springframework.web.server.adapter.WebHttpHandlerBuilder;
import reactor.netty.resources.LoopResources;

/** The API on a real socket, with its short ways and the long one, and mocked documents behind both. */
public final class BothWays implements AutoCloseable {

    private static final Logger ACCESS = (Logger) LoggerFactory.getLogger("access");
    private static final String MARK = "/mark";
    private static final int READ_TIMEOUT_MILLIS = 120_000;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final ListAppender<ILoggingEvent> accessLog = new ListAppender<>();

    /** One event loop: what is answered later is also logged later. */
    private final LoopResources eventLoop = LoopResources.create("both-ways", 1, true);

    private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    private final WebServer server;

    public BothWays(Documents documents) {
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "settings",
                        Map.of(
                                "CATALOG_DRAIN_DELAY", "1s",
                                "CATALOG_ACCESS_LOG", "true",
                                "CATALOG_CACHE_BYTES", "0",
                                "CATALOG_MAX_PAGE_SIZE", "50",
                                "CATALOG_CACHE_CONTROL", "public, max-age=1")));
        context.getBeanFactory().setConversionService(ApplicationConversionService.getSharedInstance());
        context.register(WebFlux.class);
        context.registerBean(Lag.class, () -> () -> "7");
        context.registerBean(VersionWaiters.class);
        context.registerBean(InvalidationHeartbeat.class);
        context.registerBean(MeterRegistry.class, () -> meters);
        context.registerBean(Propagator.class, () -> Propagator.NOOP);
        context.registerBean(ObservationRegistry.class, this::observations);
        context.registerBean(DatabaseClient.class, () -> mock(DatabaseClient.class));
        context.registerBean(
                "mockedDocuments", Documents.class, () -> documents, definition -> definition.setPrimary(true));
        context.scan(
                "io.productcatalog.query.documents",
                "io.productcatalog.query.listing",
                "io.productcatalog.query.http",
                "io.productcatalog.query.lifecycle");
        context.refresh();
        context.getBeanProvider(ObservationHandler.class)
                .forEach(context.getBean(ObservationRegistry.class).observationConfig()::observationHandler);
        NettyReactiveWebServerFactory servers = new NettyReactiveWebServerFactory(0);
        shortWays().forEach(shortWay -> shortWay.customize(servers));
        servers.addServerCustomizers(server -> server.runOn(eventLoop));
        server = servers.getWebServer(
                WebHttpHandlerBuilder.applicationContext(context).build());
        server.start();
        accessLog.start();
        ACCESS.addAppender(accessLog);
    }

    private Stream<WebServerFactoryCustomizer<NettyReactiveWebServerFactory>> shortWays() {
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
        ACCESS.detachAppender(accessLog);
        server.destroy();
        context.close();
        eventLoop.dispose();
    }

    public void beginToStop() {
        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
    }

    /** How often each timer of a route has counted, without those that have not. */
    public List<Long> counts(String route) {
        return meters.find("http.server.requests").tag("uri", route).timers().stream()
                .map(Timer::count)
                .filter(count -> count > 0)
                .toList();
    }

    /** @param headers separated by {@code |}; a {@code ~} among them begins the body */
    public static String request(String method, String target, String headers) {
        String[] headAndBody = headers.replace("|", "\r\n").split("\r\n~\r\n", 2);
        return method + " " + target + " HTTP/1.1\r\nHost: catalog\r\n"
                + (headAndBody[0].isEmpty() ? "" : headAndBody[0] + "\r\n") + "\r\n"
                + (headAndBody.length == 2 ? headAndBody[1] : "");
    }

    /**
     * The status line, the headers in alphabetical order, the body, whether the connection stays open for another request, and the
     * lines of both in the access log.
     */
    public String answer(String request) throws IOException {
        accessLog.list.clear();
        String answer = exchange(request, request("GET", "/nothing", ""));
        exchange(request("GET", MARK, ""), "");
        return answer + "\n" + accessLines();
    }

    private String exchange(String request, String another) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.getPort())) {
            socket.setSoTimeout(READ_TIMEOUT_MILLIS);
            socket.getOutputStream().write((request + another).getBytes(StandardCharsets.ISO_8859_1));
            InputStream in = socket.getInputStream();
            String answer = read(in, request);
            return another.isEmpty()
                    ? answer
                    : answer + "\n" + head(in).lines().findFirst().orElse("closed");
        }
    }

    /** What was logged before the mark, without the durations. */
    private String accessLines() {
        return List.copyOf(accessLog.list).stream()
                .map(ILoggingEvent::getKeyValuePairs)
                .filter(pairs -> !pairs.contains(new KeyValuePair("url.path", MARK)))
                .map(pairs -> pairs.stream()
                        .filter(pair -> !pair.key.equals("event.duration"))
                        .map(KeyValuePair::toString)
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining("\n"));
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

    /** -1 at the end, which is a reset when the server closes before it has read all. */
    private static int nextByte(InputStream in) throws IOException {
        try {
            return in.read();
        } catch (SocketException reset) {
            return -1;
        }
    }

    /** Not a component: the services that tests start would scan it, and do without what Spring Boot configures. */
    @EnableWebFlux
    static class WebFlux {}
}
