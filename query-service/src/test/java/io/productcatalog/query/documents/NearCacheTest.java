package io.productcatalog.query.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

class NearCacheTest {

    private static final UUID ID = new UUID(1, 2);
    private static final byte[] JSON = {'{', '}'};

    /** What the read model has of a product that it does not hold. */
    private static final StoredProduct UNKNOWN = new StoredProduct(ID, 0, Optional.empty());

    /** The loads in their order. The test completes each of them. */
    private final List<Sinks.One<StoredProduct>> loads = new ArrayList<>();

    private boolean current = true;

    private final NearCache near = new NearCache(
            1_000_000,
            _ -> {
                Sinks.One<StoredProduct> load = Sinks.one();
                loads.add(load);
                return load.asMono();
            },
            () -> current,
            new SimpleMeterRegistry());

    @BeforeEach
    void connected() {
        near.missed(true);
    }

    @Test
    void aLoadedDocumentIsServedWithoutAnotherLoad() {
        load(1);

        assertThat(near.byId(ID).block()).isEqualTo(product(1));
        assertThat(loads).hasSize(1);
    }

    @Test
    void requestsForOneProductShareALoadThatGoesOnWhenOneIsCancelled() {
        Disposable first = near.byId(ID).subscribe();
        CompletableFuture<StoredProduct> second = near.byId(ID).toFuture();
        first.dispose();
        loads.getFirst().tryEmitValue(product(1));

        assertThat(second).isCompletedWithValue(product(1));
        assertThat(loads).hasSize(1);
    }

    @Test
    void aNewerDocumentThatIsReadWithoutACurrentHeartbeatInvalidatesTheOlderEntry() {
        load(1);
        current = false;
        near.byId(ID).subscribe();
        loads.getLast().tryEmitValue(product(2));
        current = true;

        near.byId(ID).subscribe();
        assertThat(loads).hasSize(3);
    }

    @Test
    void anInvalidationDropsAnOlderDocument() {
        load(1);

        near.stored(ID, 2);

        near.byId(ID).subscribe();
        assertThat(loads).hasSize(2);
    }

    @Test
    void anInvalidationOfTheCachedVersionChangesNothing() {
        load(2);

        near.stored(ID, 2);
        near.stored(ID, 1);

        assertThat(near.byId(ID).block()).isEqualTo(product(2));
    }

    @Test
    void aProductThatIsInvalidatedWhileItLoadsIsLoadedAgain() {
        CompletableFuture<StoredProduct> early = near.byId(ID).toFuture();
        near.stored(ID, 2);
        CompletableFuture<StoredProduct> late = near.byId(ID).toFuture();
        loads.get(1).tryEmitValue(product(2));
        loads.get(0).tryEmitValue(product(1));

        assertThat(early).isCompletedWithValue(product(1));
        assertThat(late).isCompletedWithValue(product(2));
        assertThat(near.byId(ID).block()).isEqualTo(product(2));
    }

    @Test
    void aProductThatIsInvalidatedAsItsLoadBeginsIsLoadedAgain() {
        AtomicInteger begun = new AtomicInteger();
        NearCache[] cache = new NearCache[1];
        cache[0] = new NearCache(
                1_000_000,
                _ -> {
                    if (begun.incrementAndGet() == 1) {
                        CompletableFuture.runAsync(() -> cache[0].stored(ID, 2))
                                .orTimeout(1, TimeUnit.MINUTES)
                                .join();
                    }
                    return Mono.just(product(begun.get()));
                },
                () -> true,
                new SimpleMeterRegistry());
        cache[0].missed(true);

        assertThat(cache[0].byId(ID).block()).isEqualTo(product(1));
        assertThat(cache[0].byId(ID).block()).isEqualTo(product(2));
    }

    @Test
    void aProductThatWasReadAndIsGoneIsNotServedAgain() {
        load(1);

        near.seen(UNKNOWN);

        near.byId(ID).subscribe();
        assertThat(loads).hasSize(2);
    }

    @Test
    void aProductThatIsNotOnSaleIsRememberedUntilItsNextVersion() {
        StoredProduct hidden = new StoredProduct(ID, 2, Optional.empty());
        near.byId(ID).subscribe();
        loads.getFirst().tryEmitValue(hidden);

        near.stored(ID, 2);
        assertThat(near.getIfCached(ID)).isEqualTo(hidden);
        assertThat(near.getIfCached(ID, 2)).contains(hidden);

        near.stored(ID, 3);
        assertThat(near.getIfCached(ID)).isNull();
    }

    @Test
    void anUnknownProductIsRememberedUntilItsFirstVersion() {
        near.byId(ID).subscribe();
        loads.getFirst().tryEmitValue(UNKNOWN);
        assertThat(near.getIfCached(ID)).isEqualTo(UNKNOWN);
        assertThat(near.getIfCached(ID, 1)).isEmpty();

        near.stored(ID, 1);
        assertThat(near.getIfCached(ID)).isNull();
    }

    @Test
    void whileInvalidationsMayBeLostEveryRequestReadsFromTheDatabase() {
        load(1);

        near.missed(false);

        near.byId(ID).subscribe();
        near.byId(ID).subscribe();
        assertThat(loads).hasSize(3);
        assertThat(near.getIfCached(ID, 1)).isEmpty();
    }

    @Test
    void aDocumentThatWasLoadedBeforeInvalidationsWereLostIsNotServedAfterwards() {
        load(1);
        Mono<StoredProduct> loading = near.byId(new UUID(1, 3));
        loading.subscribe();

        near.missed(false);
        near.missed(true);
        loads.get(1).tryEmitValue(product(1));

        near.byId(ID).subscribe();
        near.byId(new UUID(1, 3)).subscribe();
        assertThat(loads).hasSize(4);
    }

    @Test
    void aLoadThatFailsIsNotCached() {
        near.byId(ID).onErrorComplete().subscribe();
        loads.getFirst().tryEmitError(new IllegalStateException("the database is down"));
        near.byId(ID).subscribe();

        assertThat(loads).hasSize(2);
    }

    private void load(long version) {
        Mono<StoredProduct> requested = near.byId(ID);
        loads.getLast().tryEmitValue(product(version));
        assertThat(requested.block()).isEqualTo(product(version));
    }

    @Test
    void withoutACurrentHeartbeatDocumentsAreReadFromTheDatabaseAndEntriesAreKept() {
        load(1);

        current = false;
        assertThat(near.getIfCached(ID)).isNull();
        assertThat(near.getIfCached(ID, 1)).isEmpty();
        near.byId(ID).subscribe();
        assertThat(loads).hasSize(2);

        current = true;
        assertThat(near.byId(ID).block()).isEqualTo(product(1));
        assertThat(loads).hasSize(2);
    }

    private static StoredProduct product(long version) {
        return new StoredProduct(ID, version, Optional.of(new Document(ID, version, JSON)));
    }
}
