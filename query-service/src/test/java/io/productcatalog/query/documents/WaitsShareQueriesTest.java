package io.productcatalog.query.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyList;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class WaitsShareQueriesTest {

    private static final int WAITS = 100;

    @Test
    void requestsThatWaitForAVersionAskTheDatabaseTogether() {
        List<Sinks.One<List<StoredProduct>>> queries = new ArrayList<>();
        DocumentTable table = mock(DocumentTable.class);
        when(table.byIds(anyList())).thenAnswer(_ -> {
            Sinks.One<List<StoredProduct>> query = Sinks.one();
            queries.add(query);
            return query.asMono();
        });
        Documents documents = new Documents(table, 0, () -> true, Ticker.disabledTicker(), new SimpleMeterRegistry());
        AtomicInteger answered = new AtomicInteger();
        for (int i = 0; i < WAITS; i++) {
            Mono<StoredProduct> wait = documents.atLeast(id(i), 1);
            wait.subscribe(_ -> answered.incrementAndGet());
        }

        verify(table, times(1)).byIds(anyList());
        queries.get(0).tryEmitValue(List.of(stored(0)));
        verify(table, times(2)).byIds(anyList());
        queries.get(1)
                .tryEmitValue(IntStream.range(1, WAITS)
                        .mapToObj(WaitsShareQueriesTest::stored)
                        .toList());
        assertThat(answered).hasValue(WAITS);
        verify(table, times(2)).byIds(anyList());
    }

    private static UUID id(int number) {
        return new UUID(0, number);
    }

    private static StoredProduct stored(int number) {
        return new StoredProduct(id(number), 1, Optional.empty());
    }
}
