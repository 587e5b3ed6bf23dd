package io.productcatalog.query.documents;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
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

    /** The loads in their order. The test completes each of them. */
    private final List<Sinks.One<Document>> loads = new ArrayList<>();

    private boolean current = true;

    private final NearCache near = new NearCache(
            1_000_000,
            _ -> {
                Sinks.One<Document> load = Sinks.one();
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

        assertThat(near.byId(ID).block()).isEqualTo(document(1));
        assertThat(loads).hasSize(1);
    }

    @Test
    void requestsForOneProductShareALoadThatGoesOnWhenOneIsCancelled() {
        Disposable first = near.byId(ID).subscribe();
        CompletableFuture<Document> second = near.byId(ID).toFuture();
        first.dispose();
        loads.getFirst().tryEmitValue(document(1));

        assertThat(second).isCompletedWithValue(document(1));
        assertThat(loads).hasSize(1);
    }

    @Test
    void aNewerDocumentThatIsReadWithoutACurrentHeartbeatInvalidatesTheOlderEntry() {
        load(1);
        current = false;
        near.byId(ID).subscribe();
        loads.getLast().tryEmitValue(document(2));
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

        assertThat(near.byId(ID).block()).isEqualTo(document(2));
    }

    @Test
    void aProductThatIsInvalidatedWhileItLoadsIsLoadedAgain() {
        CompletableFuture<Document> early = near.byId(ID).toFuture();
        near.stored(ID, 2);
        CompletableFuture<Document> late = near.byId(ID).toFuture();
        loads.get(1).tryEmitValue(document(2));
        loads.get(0).tryEmitValue(document(1));

        assertThat(early).isCompletedWithValue(document(1));
        assertThat(late).isCompletedWithValue(document(2));
        assertThat(near.byId(ID).block()).isEqualTo(document(2));
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
                    return Mono.just(document(begun.get()));
                },
                () -> true,
                new SimpleMeterRegistry());
        cache[0].missed(true);

        assertThat(cache[0].byId(ID).block()).isEqualTo(document(1));
        assertThat(cache[0].byId(ID).block()).isEqualTo(document(2));
    }

    @Test
    void anEvictedDocumentIsNotServedAgain() {
        load(1);

        near.evict(ID);

        near.byId(ID).subscribe();
        assertThat(loads).hasSize(2);
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
        Mono<Document> loading = near.byId(new UUID(1, 3));
        loading.subscribe();

        near.missed(false);
        near.missed(true);
        loads.get(1).tryEmitValue(document(1));

        near.byId(ID).subscribe();
        near.byId(new UUID(1, 3)).subscribe();
        assertThat(loads).hasSize(4);
    }

    @Test
    void aLoadThatFailsOrFindsNothingIsNotCached() {
        near.byId(ID).onErrorComplete().subscribe();
        loads.get(0).tryEmitError(new IllegalStateException("the database is down"));
        near.byId(ID).subscribe();
        loads.get(1).tryEmitEmpty();
        near.byId(ID).subscribe();

        assertThat(loads).hasSize(3);
    }

    private void load(long version) {
        Mono<Document> requested = near.byId(ID);
        loads.getLast().tryEmitValue(document(version));
        assertThat(requested.block()).isEqualTo(document(version));
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
        assertThat(near.byId(ID).block()).isEqualTo(document(1));
        assertThat(loads).hasSize(2);
    }

    private static Document document(long version) {
        return new Document(ID, version, JSON);
    }
}
