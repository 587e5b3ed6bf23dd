package io.productcatalog.query.documents;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Sinks;

class ListingCacheTest {

    private static final UUID ID = new UUID(1, 2);
    private static final ListingCache.Key KEY = new ListingCache.Key("electronics", null, 20);

    /** The loads in their order. The test completes each of them. */
    private final List<Sinks.One<Slice>> loads = new ArrayList<>();

    private final AtomicLong now = new AtomicLong();
    private boolean current = true;

    private final ListingCache cache = new ListingCache(
            1_000_000,
            _ -> {
                Sinks.One<Slice> load = Sinks.one();
                loads.add(load);
                return load.asMono();
            },
            () -> current,
            now::get,
            new SimpleMeterRegistry());

    @BeforeEach
    void connected() {
        cache.missed(true);
        now.incrementAndGet();
    }

    @Test
    void aSliceIsServedUntilItIsTooOld() {
        Slice slice = load(1);

        now.addAndGet(ListingCache.MAX_AGE.toNanos() - 1);
        assertThat(cache.get(KEY).block()).isSameAs(slice);

        now.addAndGet(2);
        cache.get(KEY).subscribe();
        assertThat(loads).hasSize(2);
    }

    @Test
    void aSliceThatMayLackAProductIsServedForHalfASecond() {
        Slice slice = load(1);
        cache.listingsChanged();

        now.addAndGet(ListingCache.MAX_AGE_AFTER_CHANGE.toNanos());
        assertThat(cache.get(KEY).block()).isSameAs(slice);

        now.addAndGet(1);
        cache.get(KEY).subscribe();
        assertThat(loads).hasSize(2);
    }

    @Test
    void theAgeIsCountedFromBeforeTheLoad() {
        CompletableFuture<Slice> first = cache.get(KEY).toFuture();
        cache.listingsChanged();
        now.addAndGet(ListingCache.MAX_AGE_AFTER_CHANGE.toNanos() + 1);
        loads.getFirst().tryEmitValue(slice(1));
        assertThat(first).isCompleted();

        cache.get(KEY).subscribe();
        assertThat(loads).hasSize(2);
    }

    @Test
    void withoutACurrentHeartbeatSlicesAreReadFromTheDatabaseAndEntriesAreKept() {
        Slice slice = load(1);

        current = false;
        assertThat(cache.getIfCached(KEY)).isNull();
        cache.get(KEY).subscribe();
        assertThat(loads).hasSize(2);

        current = true;
        assertThat(cache.getIfCached(KEY)).isSameAs(slice);
    }

    @Test
    void requestsForOneSliceShareItsLoad() {
        CompletableFuture<Slice> first = cache.get(KEY).toFuture();
        CompletableFuture<Slice> second = cache.get(KEY).toFuture();
        cache.get(new ListingCache.Key("electronics", null, 21)).subscribe();
        loads.getFirst().tryEmitValue(slice(1));

        assertThat(second.join()).isSameAs(first.join());
        assertThat(loads).hasSize(2);
    }

    @Test
    void aNewerVersionOfOneOfItsProductsInvalidatesASlice() {
        load(2);

        cache.stored(ID, 2);
        cache.stored(new UUID(3, 4), 9);
        cache.get(KEY).subscribe();
        assertThat(loads).hasSize(1);

        cache.stored(ID, 3);
        cache.get(KEY).subscribe();
        assertThat(loads).hasSize(2);
    }

    @Test
    void aProductThatLeftTheSaleInvalidatesItsSlices() {
        load(1);

        cache.hidden(new UUID(3, 4));
        cache.get(KEY).subscribe();
        assertThat(loads).hasSize(1);

        cache.hidden(ID);
        cache.get(KEY).subscribe();
        assertThat(loads).hasSize(2);
    }

    @Test
    void aRequestThatJoinsALoadAfterAnInvalidationDoesNotGetTheOlderResult() {
        cache.get(KEY).subscribe();
        cache.stored(ID, 2);
        CompletableFuture<Slice> late = cache.get(KEY).toFuture();
        assertThat(loads).as("joined").hasSize(1);

        loads.getFirst().tryEmitValue(slice(1));
        List.copyOf(loads).forEach(load -> load.tryEmitValue(slice(2)));

        assertThat(late.join().items().getFirst().version()).isEqualTo(2);
    }

    @Test
    void aRequestThatJoinsALoadThatMayLackAProductAndBeganTooLongAgoReadsAgain() {
        cache.get(KEY).subscribe();
        now.incrementAndGet();
        cache.listingsChanged();
        now.addAndGet(ListingCache.MAX_AGE_AFTER_CHANGE.toNanos());
        CompletableFuture<Slice> late = cache.get(KEY).toFuture();

        loads.getFirst().tryEmitValue(slice(1));
        assertThat(loads).hasSize(2);
        loads.getLast().tryEmitValue(slice(1));
        assertThat(late).isCompleted();
    }

    @Test
    void afterOneSliceHasShownAVersionNoOtherShowsAnOlderOne() {
        load(1);
        ListingCache.Key other = new ListingCache.Key("electronics/tv", null, 20);
        CompletableFuture<Slice> newer = cache.get(other).toFuture();
        loads.getLast().tryEmitValue(slice(2));
        assertThat(newer).isCompleted();

        cache.get(KEY).subscribe();
        assertThat(loads).hasSize(3);
    }

    @Test
    void aProductThatIsOnSaleAgainIsCachedAgain() {
        cache.hidden(ID);
        now.incrementAndGet();
        load(3);

        cache.get(KEY).subscribe();
        assertThat(loads).hasSize(1);
    }

    @Test
    void evictedKnowledgeInvalidatesTheSlicesFromBefore() {
        load(1);
        now.incrementAndGet();

        for (int number = 0; number < 200_000; number++) {
            cache.hidden(new UUID(7, number));
        }

        await().untilAsserted(() -> {
            int before = loads.size();
            cache.get(KEY).subscribe();
            assertThat(loads).hasSizeGreaterThan(before);
        });
    }

    @Test
    void aFailedLoadIsRetried() {
        CompletableFuture<Slice> failed = cache.get(KEY).toFuture();
        loads.getFirst().tryEmitError(new IllegalStateException("broken"));

        assertThat(failed).isCompletedExceptionally();
        cache.get(KEY).subscribe();
        assertThat(loads).hasSize(2);
    }

    @Test
    void whileInvalidationsMayBeLostNothingIsCached() {
        load(1);

        cache.missed(false);
        cache.get(KEY).subscribe();
        cache.get(KEY).subscribe();
        assertThat(loads).hasSize(3);
    }

    private Slice load(long version) {
        CompletableFuture<Slice> loaded = cache.get(KEY).toFuture();
        loads.getLast().tryEmitValue(slice(version));
        return loaded.join();
    }

    private static Slice slice(long version) {
        return Slice.of(List.of(new Document(ID, version, new byte[] {'{', '}'})));
    }
}
