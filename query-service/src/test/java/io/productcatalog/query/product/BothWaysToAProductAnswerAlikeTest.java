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

import io.productcatalog.query.documents.Document;
import io.productcatalog.query.documents.Documents;
import io.productcatalog.query.testing.BothWays;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** A product that is requested over a real socket, cached for the fast path and not cached for the handler. */
class BothWaysToAProductAnswerAlikeTest {

    private static final UUID ID = UUID.fromString("0198f1c2-0000-7000-8000-000000000001");
    private static final String PATH = "/products/" + ID;
    private static final Document DOCUMENT = new Document(ID, 3, "{\"id\":\"…\"}".getBytes(StandardCharsets.UTF_8));
    private static final String TAG = "\"3-%08x\"".formatted(DOCUMENT.checksum());

    private final Documents documents = mock(Documents.class);
    private final BothWays api = new BothWays(documents);

    @BeforeEach
    void aProduct() {
        when(documents.byId(ID)).thenReturn(Mono.just(DOCUMENT));
        when(documents.atLeast(ID, 3)).thenReturn(Mono.just(Optional.of(DOCUMENT)));
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
        assertThat(byFastPath(request)).isEqualTo(byHandler(request)).startsWith("HTTP/1.1 ");

        clearInvocations(documents);
        byFastPath(request);
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
        when(documents.byId(unknown)).thenReturn(Mono.empty());
        String[] parts = line.formatted(PATH).replace("TAG", TAG).split(" ", 2);
        String[] rest = parts[1].split("\\|", 2);
        String request = request(parts[0], rest[0], rest[1]);

        assertThat(byFastPath(request)).isEqualTo(byHandler(request)).startsWith("HTTP/1.1 ");
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
        assertThat(byFastPath(request)).isEqualTo(byHandler(request)).startsWith("HTTP/1.1 400 ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Host:", "Host: a", "Host: a:80", "Host: a_b.example", "Host: [::1]:80", "Host: 10.0.0.1"})
    void aWellFormedHostIsAcceptedByBoth(String host) throws IOException {
        String request = "GET " + PATH + " HTTP/1.1\r\n" + host + "\r\n\r\n";
        assertThat(byFastPath(request)).isEqualTo(byHandler(request)).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void anHttp10ClientGetsTheSameAnswer() throws IOException {
        for (String headers : List.of("\r\n", "Connection: keep-alive\r\n\r\n")) {
            String request = "GET " + PATH + " HTTP/1.0\r\n" + headers;
            assertThat(byFastPath(request)).isEqualTo(byHandler(request)).startsWith("HTTP/1.");
        }
    }

    @Test
    void bothCloseTheirConnectionOnceAStopHasBegun() throws IOException {
        api.beginStop();

        String request = request("GET", PATH, "");
        assertThat(byFastPath(request)).isEqualTo(byHandler(request)).contains("connection: close");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "If-None-Match: TAG"})
    void bothRecordToTheSameTimer(String headers) throws IOException {
        byFastPath(request("GET", PATH, headers.replace("TAG", TAG)));
        byHandler(request("GET", PATH, headers.replace("TAG", TAG)));

        await().untilAsserted(() -> assertThat(api.counts("/products/{id}")).containsExactly(2L));
    }

    private String byFastPath(String request) throws IOException {
        when(documents.getIfCached(ID)).thenReturn(DOCUMENT);
        return api.answer(request);
    }

    private String byHandler(String request) throws IOException {
        when(documents.getIfCached(ID)).thenReturn(null);
        return api.answer(request);
    }
}
