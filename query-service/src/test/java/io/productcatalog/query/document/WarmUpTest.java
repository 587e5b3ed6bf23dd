package io.productcatalog.query.document;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.isNull;
import static org.mockito.Mockito.atLeastOnce;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.DefaultApplicationArguments;
import reactor.core.publisher.Mono;

@Timeout(30)
class WarmUpTest {

    private final Documents documents = mock(Documents.class);

    @Test
    void pagesAndTheirProductsAreRead() {
        Document product = new Document(UUID.randomUUID(), 1, new byte[0]);
        when(documents.newest(isNull(), isNull(), anyInt())).thenReturn(Mono.just(Slice.of(List.of(product))));
        when(documents.byId(any())).thenReturn(Mono.just(product));

        run(Duration.ofSeconds(20));

        verify(documents, atLeastOnce()).byId(product.id());
        verify(documents).newest(null, null, 40);
    }

    @Test
    void aDatabaseThatFailsDoesNotEndTheStart() {
        when(documents.newest(isNull(), isNull(), anyInt())).thenReturn(Mono.error(new TimeoutException()));

        assertThatCode(() -> run(Duration.ofSeconds(20))).doesNotThrowAnyException();
    }

    @Test
    void aDatabaseThatHangsDelaysTheStartOnlySoLong() {
        when(documents.newest(isNull(), isNull(), anyInt())).thenReturn(Mono.never());

        assertThatCode(() -> run(Duration.ofMillis(50))).doesNotThrowAnyException();
    }

    private void run(Duration atMost) {
        new WarmUp(documents, atMost).run(new DefaultApplicationArguments());
    }
}
