package io.productcatalog.query.documents;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.isNull;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.productcatalog.query.product.ProductByIdIT;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.DefaultApplicationArguments;
import reactor.core.publisher.Mono;

/** Whatever the database does, a start ends; that one reads is shown by {@link ProductByIdIT}. */
class WarmUpTest {

    private final Documents documents = mock(Documents.class);

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
