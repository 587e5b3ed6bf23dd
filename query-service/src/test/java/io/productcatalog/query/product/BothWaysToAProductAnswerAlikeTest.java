package io.productcatalog.query.product;

import static io.productcatalog.query.testing.BothWays.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.query.documents.Document;
import io.productcatalog.query.documents.Documents;
import io.productcatalog.query.documents.StoredProduct;
import io.productcatalog.query.http.Problem;
import io.productcatalog.query.testing.BothWays;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.assertj.core.api.AbstractStringAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import reactor.core.publisher.Mono;

/** A product that is requested over a real socket: from the cache, from the database on the fast path, by the handler. */
class BothWaysToAProductAnswerAlikeTest {

    private static final UUID ID = UUID.fromString("0198f1c2-0000-7000-8000-000000000001");
    private static final String PATH = "/products/" + ID;
    private static final Document DOCUMENT = new Document(ID, 3, "{\"id\":\"…\"}".getBytes(StandardCharsets.UTF_8));
    private static final StoredProduct PRODUCT = new StoredProduct(ID, 3, Optional.of(DOCUMENT));
    private static final String TAG = "\"3-%08x\"".formatted(DOCUMENT.checksum());

    private final Documents documents = mock(Documents.class);
    private final BothWays api = new BothWays(documents);

    @BeforeEach
    void aProduct() {
        when(documents.byId(ID)).thenReturn(Mono.just(PRODUCT));
        when(documents.atLeast(ID, 3)).thenReturn(Mono.just(PRODUCT));
    }

    @AfterEach
    void stop() {
        api.close();
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
                "If-None-Match: TAG",
                "If-None-Match: W/TAG",
                "If-None-Match: \"1\", TAG",
                "If-None-Match: \"1\"|If-None-Match: TAG",
                "If-None-Match: *",
                "If-Modified-Since: Fri, 01 Jan 2100 00:00:00 GMT",
                "Prefer: wait=1",
                "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            })
    void aPlainRequestTakesTheFastPath(String headers) throws IOException {
        String request = request("GET", PATH, headers.replace("TAG", TAG));
        assertAnsweredAlike(request).startsWith("HTTP/1.1 ");

        clearInvocations(documents);
        fromCache(request);
        verify(documents, never()).byId(any());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET %s|Accept: text/html",
                "GET %s|Accept: text/html, */*;q=0.1",
                "GET %s|Accept: application/json;q=0",
                "GET %s|Accept: application/json;q=0, */*",
                "GET %s|Accept: not a type",
                "GET %s|Accept:",
                "GET %s|Accept: */*|Accept: not a type",
                "GET %s|If-None-Match: \"2\"",
                "GET %s|If-Match: TAG",
                "GET %s|If-Match: W/TAG",
                "GET %s|If-Match: *",
                "GET %s|If-Match: TAG|If-None-Match: TAG",
                "GET %s|If-Match: \"2\"|If-None-Match: TAG",
                "GET %s|If-None-Match: 3",
                "GET %s|If-None-Match:",
                "GET %s|If-None-Match: TAG x",
                "GET %s|If-None-Match: w/TAG",
                "GET %s|If-None-Match: \"1\" TAG",
                "GET %s|If-None-Match: \"a b\", TAG",
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
                "HEAD %s|If-None-Match: TAG",
                "POST %s|",
                "DELETE %s|",
                "OPTIONS %s|Origin: https://shop.example|Access-Control-Request-Method: GET",
            })
    void everyOtherRequestIsAnsweredAsWithoutTheFastPath(String line) throws IOException {
        UUID unknown = UUID.fromString("0198f1c2-0000-7000-8000-000000000002");
        when(documents.byId(unknown)).thenReturn(Mono.just(new StoredProduct(unknown, 0, Optional.empty())));
        String[] parts = line.formatted(PATH).replace("TAG", TAG).split(" ", 2);
        String[] rest = parts[1].split("\\|", 2);
        String request = request(parts[0], rest[0], rest[1]);

        assertAnsweredAlike(request).startsWith("HTTP/1.1 ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Host: a b",
                "Host: [",
                "Host: :::",
                "Host: [a:b",
                "Host: a/b",
                "Host: user@a",
                "Host: a:x",
                "Host: a:80:80",
                "Host: a|Host: b",
                "Host: a|Host: a",
                ""
            })
    void aMissingOrRepeatedOrMalformedHostIsRefusedByBoth(String host) throws IOException {
        String request =
                "GET " + PATH + " HTTP/1.1\r\n" + (host.isEmpty() ? "" : host.replace("|", "\r\n") + "\r\n") + "\r\n";
        assertAnsweredAlike(request).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host:", "Host: a", "Host: a:80", "Host: a_b.example", "Host: [::1]:80", "Host: 10.0.0.1"})
    void aWellFormedHostIsAcceptedByBoth(String host) throws IOException {
        String request = "GET " + PATH + " HTTP/1.1\r\n" + host + "\r\n\r\n";
        assertAnsweredAlike(request).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void theHostOfEachRequestOfAConnectionIsValidated() throws IOException {
        String valid = "GET " + PATH + " HTTP/1.1\r\nHost: a\r\n\r\n";
        String malformed = "GET " + PATH + " HTTP/1.1\r\nHost: a b\r\n\r\n";
        assertThat(fromCache(valid + malformed)).startsWith("HTTP/1.1 200 ").contains("\nHTTP/1.1 400 ");
    }

    @Test
    void anHttp10ClientGetsTheSameAnswer() throws IOException {
        for (String headers : List.of("\r\n", "Connection: keep-alive\r\n\r\n")) {
            String request = "GET " + PATH + " HTTP/1.0\r\n" + headers;
            assertAnsweredAlike(request).startsWith("HTTP/1.");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/0.9", "HTTP/1.2", "HTTP/2.0", "HTTP/7.3", "ICAP/1.0"})
    void anotherProtocolIsRefusedInTheVersionThatTheServiceSpeaks(String protocol) throws IOException {
        String request = "GET " + PATH + " " + protocol + "\r\nHost: a\r\n\r\n";
        assertAnsweredAlike(request).startsWith("HTTP/1.1 400 ").contains("/problems/malformed-request");
    }

    @Test
    void bothCloseTheirConnectionOnceAStopHasBegun() throws IOException {
        api.beginStop();

        String request = request("GET", PATH, "");
        assertAnsweredAlike(request).contains("connection: close");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "If-None-Match: TAG"})
    void bothRecordToTheSameTimer(String headers) throws IOException {
        String request = request("GET", PATH, headers.replace("TAG", TAG));
        fromCache(request);
        fromDatabase(request);
        byHandler(request);

        await().untilAsserted(() -> assertThat(api.counts("/products/{id}")).containsExactly(3L));
    }

    static Stream<Throwable> failures() {
        return Stream.of(
                new TimeoutException(),
                new QueryTimeoutException("late"),
                new DataAccessResourceFailureException("down"),
                Problem.overloaded().exception());
    }

    @ParameterizedTest
    @MethodSource("failures")
    void aFailedReadIsTheSameProblemOnTheFastPathAndTheSameTimer(Throwable failure) throws IOException {
        when(documents.byId(ID)).thenReturn(Mono.error(failure));
        String request = request("GET", PATH, "");

        assertThat(fromDatabase(request)).isEqualTo(byHandler(request)).startsWith("HTTP/1.1 503 ");
        await().untilAsserted(() -> assertThat(api.counts("/products/{id}")).containsExactly(2L));
    }

    @Test
    void anUnexpectedFailureIsAnsweredWithoutItsDetails() throws IOException {
        when(documents.byId(ID)).thenThrow(new IllegalStateException("secret"));

        assertThat(fromDatabase(request("GET", PATH, "")))
                .startsWith("HTTP/1.1 500 ")
                .contains("/problems/internal-error")
                .doesNotContain("secret");
    }

    @Test
    void aProductThatIsNotOnSaleIsTheSameProblemFromCacheAndDatabase() throws IOException {
        StoredProduct hidden = new StoredProduct(ID, 4, Optional.empty());
        when(documents.byId(ID)).thenReturn(Mono.just(hidden));
        String request = request("GET", PATH, "");
        String answer = byHandler(request);
        assertThat(answer).startsWith("HTTP/1.1 404 ");

        assertThat(fromDatabase(request)).isEqualTo(answer);
        when(documents.getIfCached(ID)).thenReturn(hidden);
        assertThat(api.answer(request)).isEqualTo(answer);
        await().untilAsserted(() -> assertThat(api.counts("/products/{id}")).containsExactly(3L));
    }

    @Test
    void aProductThatIsNotCachedIsRefusedOnTheFastPathWithoutAPermit() throws IOException {
        api.allowNoLoads();

        assertThat(fromDatabase(request("GET", PATH, "")))
                .startsWith("HTTP/1.1 503 ")
                .contains("retry-after: 1\n", "catalog-lag: 7", "/problems/unavailable", "more requests than");
        assertThat(fromCache(request("GET", PATH, ""))).startsWith("HTTP/1.1 200 ");
        verify(documents, never()).byId(any());
        assertThat(api.bean(MeterRegistry.class)
                        .get("catalog.requests.refused")
                        .counter()
                        .count())
                .isEqualTo(1);
        await().untilAsserted(() -> assertThat(api.counts("/products/{id}")).containsExactlyInAnyOrder(1L, 1L));
    }

    private AbstractStringAssert<?> assertAnsweredAlike(String request) throws IOException {
        String expected = byHandler(request);
        assertThat(fromDatabase(request)).as("from the database").isEqualTo(expected);
        return assertThat(fromCache(request)).as("from the cache").isEqualTo(expected);
    }

    private String fromCache(String request) throws IOException {
        when(documents.getIfCached(ID)).thenReturn(PRODUCT);
        return api.answer(request);
    }

    private String fromDatabase(String request) throws IOException {
        when(documents.getIfCached(ID)).thenReturn(null);
        return api.answer(request);
    }

    private String byHandler(String request) throws IOException {
        when(documents.getIfCached(ID)).thenReturn(null);
        return api.answerByHandler(request);
    }
}
