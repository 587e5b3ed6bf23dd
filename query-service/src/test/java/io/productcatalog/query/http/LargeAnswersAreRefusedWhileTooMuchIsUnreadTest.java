package io.productcatalog.query.http;

import static io.productcatalog.query.testing.BothWays.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.productcatalog.query.documents.Document;
import io.productcatalog.query.documents.Documents;
import io.productcatalog.query.documents.Slice;
import io.productcatalog.query.documents.StoredProduct;
import io.productcatalog.query.testing.BothWays;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/** Answers from the caches and from the handlers, while clients have left as much unread as they may. */
class LargeAnswersAreRefusedWhileTooMuchIsUnreadTest {

    private static final UUID SMALL = UUID.fromString("0198f1c2-0000-7000-8000-000000000001");
    private static final UUID LARGE = UUID.fromString("0198f1c2-0000-7000-8000-000000000002");
    private static final String OF_SMALL = request("GET", "/products/" + SMALL, "");
    private static final String OF_LARGE = request("GET", "/products/" + LARGE, "");
    private static final String PAGE = request("GET", "/products?limit=1", "");

    private final Documents documents = mock(Documents.class);
    private final BothWays api = new BothWays(documents);
    private final ClientConnections connections = api.bean(ClientConnections.class);

    @BeforeEach
    void answer() throws IOException {
        Document small = new Document(SMALL, 1, new byte[16 * 1024]);
        Document large = new Document(LARGE, 1, new byte[20 * 1024]);
        when(documents.byId(SMALL)).thenReturn(Mono.just(onSale(small)));
        when(documents.byId(LARGE)).thenReturn(Mono.just(onSale(large)));
        when(documents.newest(any(), any(), anyInt())).thenReturn(Mono.just(Slice.of(List.of(large))));
        assertThat(api.answer(PAGE)).startsWith("HTTP/1.1 200");
        connections.addUnread(ClientLimits.SHIPPED.unreadBytes());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void largeOnesAreRefusedUntilEnoughHasBeenRead() throws IOException {
        assertRefused(OF_LARGE);
        assertRefused(PAGE);
        assertThat(api.answer(OF_SMALL)).startsWith("HTTP/1.1 200");

        connections.addUnread(-ClientLimits.SHIPPED.unreadBytes());
        assertThat(api.answer(OF_LARGE)).startsWith("HTTP/1.1 200");
        assertThat(api.answer(PAGE)).startsWith("HTTP/1.1 200");
    }

    @Test
    void cachedOnesAreRefusedLikeOthers() throws IOException {
        Document large = new Document(LARGE, 1, new byte[20 * 1024]);
        when(documents.getIfCached(SMALL)).thenReturn(onSale(new Document(SMALL, 1, new byte[16 * 1024])));
        when(documents.getIfCached(LARGE)).thenReturn(onSale(large));
        when(documents.getNewestIfCached(any(), any(), anyInt())).thenReturn(Slice.of(List.of(large)));

        assertRefused(OF_LARGE);
        assertRefused(PAGE);
        assertThat(api.answer(OF_SMALL)).startsWith("HTTP/1.1 200");
    }

    private static StoredProduct onSale(Document document) {
        return new StoredProduct(document.id(), document.version(), Optional.of(document));
    }

    private void assertRefused(String request) throws IOException {
        assertThat(api.answer(request))
                .startsWith("HTTP/1.1 503")
                .contains("retry-after: 1", "/problems/unavailable", "\"status_code\":503");
    }
}
