package io.productcatalog.query.listing;

import static io.productcatalog.query.testing.BothWays.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.clearInvocations;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.productcatalog.query.documents.Document;
import io.productcatalog.query.documents.Documents;
import io.productcatalog.query.documents.Slice;
import io.productcatalog.query.testing.BothWays;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

/** A cached page, requested twice over a real socket: the handler answers first, and then the fast path. */
class BothWaysToAPageAnswerAlikeTest {

    private static final UUID LAST = UUID.fromString("0198f1c2-0000-7000-8000-000000000001");
    private static final String AFTER = new Cursor("category=electronics/tv", LAST).text();

    private final Documents documents = mock(Documents.class);
    private final BothWays api = new BothWays(documents);

    @AfterEach
    void stop() {
        api.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/products",
                "/products?",
                "/products?limit=1",
                "/products?limit=1&category=electronics/tv",
                "/products?category=electronics%%2Ftv&limit=1",
                "/products?limit=1&category=electronics/tv&after=AFTER",
            })
    void aRepeatedPlainRequestTakesTheFastPath(String target) throws IOException {
        String request = request("GET", target.replace("AFTER", AFTER).replace("%%", "%"), "");
        cached(slice(3, "A"), 1);
        String first = api.answer(request);

        clearInvocations(documents);
        assertThat(api.answer(request))
                .isEqualTo(first)
                .startsWith("HTTP/1.1 200")
                .contains("cache-control: ");
        verify(documents, never()).newest(any(), any(), anyInt());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET /products?limit=1|Accept: text/html",
                "GET /products?limit=1|Accept: application/json;q=0",
                "GET /products?limit=1|Accept: application/json;q=0, */*",
                "HEAD /products?limit=1|",
                "POST /products?limit=1|",
                "GET /products?limit=01|",
                "GET /products?limit=1&limit=2|",
                "GET /products?limit=51|",
                "GET /products?limit=1&colour=red|",
                "GET /products?limit=1#more|",
                "GET //products?limit=1|",
                "GET /products/?limit=1|",
                "GET /products?category=electronics&after=AFTER|",
            })
    void everyOtherRequestIsAnsweredAsWithoutTheFastPath(String line) throws IOException {
        String[] parts = line.replace("AFTER", AFTER).split(" ", 2);
        String[] rest = parts[1].split("\\|", 2);
        String request = request(parts[0], rest[0], rest[1]);
        notCached(slice(3, "A"), 1);
        String before = api.answer(request);

        cached(slice(3, "A"), 1);
        api.answer(request("GET", "/products?limit=1", ""));
        assertThat(api.answer(request)).isEqualTo(before);
    }

    @Test
    void aChangedItemOrPageEndIsServedAtOnce() throws IOException {
        String request = request("GET", "/products?limit=1", "");
        cached(slice(3, "A", "B"), 1);
        assertThat(api.answer(request)).contains("[\"A\"]").contains("link: ");

        cached(slice(4, "C", "B"), 1);
        assertThat(api.answer(request)).contains("[\"C\"]").contains("link: ");

        cached(slice(4, "C"), 1);
        assertThat(api.answer(request)).contains("[\"C\"]").doesNotContain("link: ");

        cached(List.of(), 1);
        assertThat(api.answer(request)).contains("[]");

        cached(List.of(new Document(new UUID(8, 9), 1, "\"D\"".getBytes(StandardCharsets.UTF_8)), document(1, "E")), 1);
        String other = api.answer(request);
        assertThat(other).contains("[\"D\"]").contains("link: ");
        assertThat(api.answer(request)).isEqualTo(other);
    }

    @Test
    void bothRecordToTheSameTimer() throws IOException {
        cached(slice(3, "A"), 1);
        api.answer(request("GET", "/products?limit=1", ""));
        api.answer(request("GET", "/products?limit=1", ""));

        await().untilAsserted(() -> assertThat(api.counts("/products")).containsExactly(2L));
    }

    private void cached(List<Document> found, int limit) {
        notCached(found, limit);
        when(documents.getNewestIfCached(any(), any(), anyInt())).thenReturn(slice(found, limit));
    }

    private void notCached(List<Document> found, int limit) {
        when(documents.newest(any(), any(), anyInt())).thenReturn(Mono.just(slice(found, limit)));
        when(documents.getNewestIfCached(any(), any(), anyInt())).thenReturn(null);
    }

    private static Slice slice(List<Document> found, int limit) {
        return Slice.of(found.subList(0, Math.min(limit, found.size())), found.size() > limit);
    }

    private static List<Document> slice(long version, String... texts) {
        return List.of(texts).stream().map(text -> document(version, text)).toList();
    }

    private static Document document(long version, String text) {
        return new Document(LAST, version, ('"' + text + '"').getBytes(StandardCharsets.UTF_8));
    }
}
