package io.productcatalog.query.documents;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.mockito.ArgumentMatchers.anyInt;
import static org.mockito.ArgumentMatchers.isNull;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.DefaultApplicationArguments;
import reactor.core.publisher.Mono;

/** A start ends, whatever the database does. {@code ProductByIdIT} shows that it reads products. */
class WarmUpTest {

    private final Documents documents = mock(Documents.class);

    @Test
    void aDatabaseThatFailsDoesNotFailTheStart() {
        when(documents.newest(isNull(), isNull(), anyInt())).thenReturn(Mono.error(new TimeoutException()));

        assertThatCode(() -> run(Duration.ofSeconds(20))).doesNotThrowAnyException();
    }

    @Test
    void aDatabaseThatHangsDelaysTheStartUpToTheLimit() {
        when(documents.newest(isNull(), isNull(), anyInt())).thenReturn(Mono.never());

        assertThatCode(() -> run(Duration.ofMillis(50))).doesNotThrowAnyException();
    }

    private void run(Duration limit) {
        new WarmUp(documents, limit).run(new DefaultApplicationArguments());
    }
}
