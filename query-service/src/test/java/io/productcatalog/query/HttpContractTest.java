package io.productcatalog.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.jayway.jsonpath.JsonPath;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.tracing.propagation.Propagator;
import io.productcatalog.query.documents.Document;
import io.productcatalog.query.documents.Documents;
import io.productcatalog.query.documents.Slice;
import io.productcatalog.query.documents.StoredProduct;
import io.productcatalog.query.invalidation.InvalidationHeartbeat;
import io.productcatalog.query.lag.Lag;
import io.productcatalog.query.settings.CacheSettings;
import io.productcatalog.query.settings.HttpSettings;
import io.productcatalog.query.settings.ListingSettings;
import io.productcatalog.query.settings.ShutdownSettings;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpMethod;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.config.EnableWebFlux;
import reactor.core.publisher.Mono;

/** The public HTTP contract without a database: routing, refusals and failures. */
class HttpContractTest {

    private static final UUID ID = UUID.fromString("0198f1c2-0000-7000-8000-000000000001");
    private static final Document DOCUMENT = new Document(ID, 3, "{\"id\":\"…\"}".getBytes(StandardCharsets.UTF_8));
    private static final StoredProduct PRODUCT = new StoredProduct(ID, 3, Optional.of(DOCUMENT));
    private static final String TAG = "\"3-%08x\"".formatted(DOCUMENT.checksum());

    private final Documents documents = mock(Documents.class);
    private AnnotationConfigApplicationContext context;
    private WebTestClient client;

    @BeforeEach
    void bindRoutes() {
        context = new AnnotationConfigApplicationContext();
        context.registerBean(HttpSettings.class, () -> new HttpSettings("127.0.0.1", 0, 0, false, 16_384, "no-cache"));
        context.registerBean(ListingSettings.class, () -> new ListingSettings(50));
        context.registerBean(CacheSettings.class, () -> new CacheSettings(0));
        context.registerBean(
                ShutdownSettings.class, () -> new ShutdownSettings(Duration.ofSeconds(20), Duration.ofSeconds(1)));
        context.register(WebFlux.class);
        context.registerBean(Lag.class, () -> () -> "7");
        context.registerBean(InvalidationHeartbeat.class);
        context.registerBean(MeterRegistry.class, SimpleMeterRegistry::new);
        context.registerBean(DatabaseClient.class, () -> mock(DatabaseClient.class));
        context.registerBean(
                "mockedDocuments", Documents.class, () -> documents, definition -> definition.setPrimary(true));
        context.registerBean(Propagator.class, () -> Propagator.NOOP);
        context.scan(Stream.of("documents", "product", "listing", "overload", "http", "lifecycle")
                .map(feature -> "io.productcatalog.query." + feature)
                .toArray(String[]::new));
        context.refresh();
        client = WebTestClient.bindToApplicationContext(context)
                .configureClient()
                .responseTimeout(Duration.ofMinutes(2))
                .build();
        when(documents.byId(ID)).thenReturn(Mono.just(PRODUCT));
        when(documents.newest(any(), any(), anyInt())).thenAnswer(call -> Mono.just(slice(call.getArgument(2))));
    }

    private static Slice slice(int limit) {
        return Slice.of(List.of(DOCUMENT, DOCUMENT).subList(0, Math.min(limit, 2)), limit < 2);
    }

    @Test
    void itemsAreTheStoredBytesInOrder() {
        client.get()
                .uri("/products?limit=2")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Cache-Control", "no-cache")
                .expectHeader()
                .doesNotExist("Link")
                .expectBody(String.class)
                .isEqualTo("{\"items\":[{\"id\":\"…\"},{\"id\":\"…\"}]}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/products?colour=red | colour",
                "/products?limit=1&limit=2 | limit",
                "/products?limit=0 | limit",
                "/products?limit=51 | limit",
                "/products?limit=ten | limit",
                "/products?limit= | limit",
                "/products?after=garbage | after",
                "/products?category=Electronics | category",
                "/products?category=a//b | category",
                "/products?category=a/ | category",
                "/products?ids= | id",
                "/products?ids=1,2 | id",
                "/products?sku= | sku",
                "/products?ids | ids",
                "/products?sku | sku",
                "/products?category | category",
                "/products?limit | limit",
                "/products?after | after",
                "/products/0198f1c2-0000-7000-8000-000000000001?minVersion | minVersion",
                "/products?sku=A&limit=1 | sku",
                "/products?ids=0198f1c2-0000-7000-8000-000000000001&category=electronics | ids",
                "/products/0198f1c2-0000-7000-8000-000000000001?minVersion= | minVersion",
                "/products/0198f1c2-0000-7000-8000-000000000001?minVersion=0 | minVersion",
                "/products/0198f1c2-0000-7000-8000-000000000001?minVersion=-1 | minVersion",
                "/products/0198f1c2-0000-7000-8000-000000000001?minVersion=two | minVersion",
                "/products/0198f1c2-0000-7000-8000-000000000001?minVersion=1.5 | minVersion",
                "/products/0198f1c2-0000-7000-8000-000000000001?minVersion=01 | minVersion",
                "/products/0198f1c2-0000-7000-8000-000000000001?minVersion=9223372036854775808 | minVersion",
                "/products/0198f1c2-0000-7000-8000-000000000001?minVersion=1&minVersion=2 | minVersion",
                "/products?minVersion=1 | minVersion",
                "/products/0198f1c2 | id",
                "/products/00198f1c2-000-7000-8000-000000000001 | id",
                "/products/0198f1c2-0000-7000-8000-00000000000g | id",
            })
    void anInvalidParameterIsRefusedByName(String uri, String named) {
        problem(HttpMethod.GET, uri, "*/*", 400, "malformed-request")
                .satisfies(body ->
                        assertThat(JsonPath.<String>read(body, "$.detail")).contains(named));
    }

    @Test
    void aRequestMayNameAHundredIds() {
        when(documents.byIds(any())).thenReturn(Mono.just(Slice.of(List.of())));
        String hundred =
                Stream.generate(() -> UUID.randomUUID().toString()).limit(100).collect(Collectors.joining(","));

        client.get().uri("/products?ids=" + hundred).exchange().expectStatus().isOk();
        problem(HttpMethod.GET, "/products?ids=" + hundred + "," + ID, "*/*", 400, "malformed-request");
    }

    @Test
    void idsWhoseProductsDidNotFitAreNamedForTheNextRequest() {
        UUID second = UUID.randomUUID();
        UUID third = UUID.randomUUID();
        when(documents.byIds(List.of(ID, second, third))).thenReturn(Mono.just(Slice.of(List.of(DOCUMENT), true)));

        client.get()
                .uri("/products?ids=" + ID + "," + second + "," + third)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .doesNotExist("Link")
                .expectBody(String.class)
                .isEqualTo("{\"items\":[{\"id\":\"…\"}],\"next\":\"" + second + "," + third + "\"}");
    }

    @Test
    void aCursorOfAnotherFilterIsRefused() {
        byte[] page = client.get()
                .uri("/products?limit=1&category=electronics")
                .exchange()
                .expectHeader()
                .exists("Link")
                .expectBody()
                .returnResult()
                .getResponseBody();
        String next = JsonPath.read(new String(page, StandardCharsets.UTF_8), "$.next");

        client.get()
                .uri("/products?limit=2&category=electronics&after=" + next)
                .exchange()
                .expectStatus()
                .isOk();
        problem(HttpMethod.GET, "/products?limit=1&category=garden&after=" + next, "*/*", 400, "malformed-request");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/nothing", "/products/", "/products/a/b", "/actuator/health", "/products%2F"})
    void anUnknownPathIsNotFound(String uri) {
        problem(HttpMethod.GET, uri, "*/*", 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    void everyMethodButGetAndHeadIsRefusedWithThoseAllowed(String method) {
        for (String uri : List.of("/products", "/products/" + ID)) {
            problem(HttpMethod.valueOf(method), uri, "*/*", 405, "method-not-allowed");
            client.method(HttpMethod.valueOf(method))
                    .uri(uri)
                    .exchange()
                    .expectHeader()
                    .valueEquals("Allow", "GET, HEAD");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/html | 406",
                "application/json;q=0 | 406",
                "application/json;q=0, */* | 406",
                "not a type | 400"
            })
    void onlyJsonIsServed(String accept, int status) {
        problem(
                HttpMethod.GET,
                "/products/" + ID,
                accept,
                status,
                status == 406 ? "not-acceptable" : "malformed-request");
        client.get()
                .uri("/products/" + ID)
                .header("Accept", "text/html, application/*;q=0.1")
                .exchange()
                .expectStatus()
                .isOk();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/products/0198f1c2-0000-7000-8000-000000000001", "/products?limit=1", "/nothing"})
    void tooManyMediaTypesAreRefused(String target) {
        problem(HttpMethod.GET, target, "a/b,".repeat(60) + "a/b", 400, "malformed-request");
    }

    @Test
    void aDatabaseThatDoesNotAnswerMakesTheAnswer503WithRetryAfter() {
        for (Throwable failure :
                List.of(new TimeoutException(), new DataAccessResourceFailureException("no connection"))) {
            when(documents.byId(ID)).thenReturn(Mono.error(failure));
            problem(HttpMethod.GET, "/products/" + ID, "*/*", 503, "unavailable");
            client.get().uri("/products/" + ID).exchange().expectHeader().valueEquals("Retry-After", "2");
        }
    }

    @Test
    void aVersionThatTheReadModelHoldsIsServedLikeAnyOther() {
        String uri = "/products/" + ID + "?minVersion=9223372036854775807";
        when(documents.atLeast(ID, Long.MAX_VALUE)).thenReturn(Mono.just(PRODUCT));
        client.get().uri(uri).exchange().expectStatus().isOk().expectHeader().valueEquals("ETag", TAG);
        client.get()
                .uri(uri)
                .header("If-None-Match", TAG)
                .exchange()
                .expectStatus()
                .isNotModified();

        when(documents.atLeast(ID, Long.MAX_VALUE))
                .thenReturn(Mono.just(new StoredProduct(ID, Long.MAX_VALUE, Optional.empty())));
        problem(HttpMethod.GET, uri, "*/*", 404, "not-found");
    }

    @Test
    void aVersionThatDoesNotArriveInThePreferredTimeIs503WithRetryAfter() {
        String uri = "/products/" + ID + "?minVersion=4";
        AtomicInteger reads = new AtomicInteger();
        when(documents.atLeast(ID, 4)).thenReturn(Mono.fromRunnable(reads::incrementAndGet));

        client.get()
                .uri(uri)
                .header("Prefer", "respond-async, wait=0")
                .exchange()
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .valueEquals("Retry-After", "2")
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("/problems/not-yet-projected");
        assertThat(reads).as("without a wait").hasValue(1);

        long begin = System.nanoTime();
        problem(HttpMethod.GET, uri, "*/*", 503, "not-yet-projected");
        assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
        assertThat(reads).as("with a wait: one at its begin and one at its end").hasValue(3);

        when(documents.atLeast(ID, 4)).thenReturn(Mono.error(new TimeoutException()));
        problem(HttpMethod.GET, uri, "*/*", 503, "unavailable");
    }

    @Test
    void aHandlerThatFailsIsLoggedOnceWithTheIdThatTheClientGets() {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        Logger logger = (Logger) LoggerFactory.getLogger("io.productcatalog.query.http");
        logger.addAppender(log);
        when(documents.byId(ID)).thenThrow(new IllegalStateException("secret internals"));

        problem(HttpMethod.GET, "/products/" + ID, "*/*", 500, "internal-error").satisfies(body -> {
            assertThat(body).doesNotContain("secret", "IllegalState");
            assertThat(log.list).singleElement().satisfies(line -> {
                assertThat(line.getKeyValuePairs().toString()).contains(JsonPath.<String>read(body, "$.errorId"));
                assertThat(line.getThrowableProxy().getMessage()).isEqualTo("secret internals");
            });
        });
        logger.detachAppender(log);
    }

    @Test
    void onceAStopHasBegunEveryAnswerClosesItsConnection() {
        client.get().uri("/products/" + ID).exchange().expectHeader().doesNotExist("Connection");

        AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);

        client.get()
                .uri("/products/" + ID)
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Connection", "close");
        client.get().uri("/nothing").exchange().expectHeader().valueEquals("Connection", "close");
    }

    private AbstractStringAssert<?> problem(HttpMethod method, String uri, String accept, int status, String type) {
        byte[] body = client.method(method)
                .uri(URI.create(uri))
                .header("Accept", accept)
                .exchange()
                .expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .valueEquals("Content-Type", "application/problem+json")
                .expectHeader()
                .valueEquals("Catalog-Lag", "7")
                .expectHeader()
                .valueEquals("X-Content-Type-Options", "nosniff")
                .expectHeader()
                .valueEquals("Cache-Control", "no-store")
                .expectBody()
                .jsonPath("$.type")
                .isEqualTo("/problems/" + type)
                .jsonPath("$.status")
                .isEqualTo(status)
                .jsonPath("$.instance")
                .isEqualTo(URI.create(uri).getRawPath())
                .returnResult()
                .getResponseBody();
        return assertThat(new String(body, StandardCharsets.UTF_8));
    }

    @Configuration
    @EnableWebFlux
    static class WebFlux {}
}
