package io.productcatalog.query.documents;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import com.github.benmanes.caffeine.cache.Ticker;
import com.github.benmanes.caffeine.cache.stats.ConcurrentStatsCounter;
import com.github.benmanes.caffeine.cache.stats.StatsCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.productcatalog.query.invalidation.InvalidationListener;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Slices of the listings in this replica's memory. One is served as long as none of its products has been announced or seen in a newer
 * version, and no listing shows or hides another product since it was read; after that for {@link #MAX_AGE} still, so that many
 * new products do not send everyone to the database. While announcements may be missed everything is read from the database.
 */
class ListingCache implements InvalidationListener {

    /** From before it was read, of a slice that may miss a product. With the time to load it again, that is less than a second. */
    static final Duration MAX_AGE = Duration.ofMillis(500);

    /** Of any slice, from before it was read: so long what was told is remembered at least. */
    static final Duration LONGEST = Duration.ofSeconds(4);

    /** Of what was told, and at most of a slice that nobody asks for. */
    private static final Duration REMEMBERED = LONGEST.multipliedBy(2);

    /** What an entry takes beside the bytes of its documents. */
    private static final int OVERHEAD_BYTES = 2_000;

    private static final int MAX_TOLD = 50_000;

    /**
     * Which slice of which listing.
     *
     * @param category null for all products
     * @param after null for the first slice
     */
    record Key(@Nullable String category, @Nullable UUID after, int limit) {}

    /** @param begun by the clock, before the slice was read */
    private record Entry(long begun, Slice slice) {}

    /**
     * @param gone when it was last known not to be on sale, by the clock; null for never
     * @param last when it was last told
     */
    private record Told(long version, @Nullable Long gone, long last) {

        Told and(Told later) {
            return new Told(Math.max(version, later.version), later.gone == null ? gone : later.gone, later.last);
        }
    }

    private final StatsCounter stats = new ConcurrentStatsCounter();
    private final AsyncCache<Key, Entry> slices;
    private final Cache<UUID, Told> told;
    private final Function<Key, Mono<Slice>> load;
    private final Ticker clock;
    private final BooleanSupplier current;
    private volatile boolean listening;

    /** When a listing was last told to show another product or to hide one. */
    private volatile long rearranged;

    /** When the youngest was told of what was given up for others; slices that were begun before are not known to be good. */
    private final AtomicLong forgotten;

    /**
     * @param maxBytes of all slices; 0 keeps nothing
     * @param current whether everything was heard until a moment ago
     */
    ListingCache(
            long maxBytes,
            Function<Key, Mono<Slice>> load,
            BooleanSupplier current,
            Ticker clock,
            MeterRegistry meters) {
        this.current = current;
        this.load = load;
        this.clock = clock;
        this.slices = Caffeine.newBuilder()
                // What there is to tidy costs less than to wake another thread for it.
                .executor(Runnable::run)
                .ticker(clock)
                .expireAfterWrite(REMEMBERED)
                .maximumWeight(maxBytes)
                .weigher((Key _, Entry entry) -> OVERHEAD_BYTES + entry.slice().json().length)
                .recordStats(() -> stats)
                .buildAsync();
        this.rearranged = clock.read();
        this.forgotten = new AtomicLong(rearranged);
        this.told = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(clock)
                .expireAfterWrite(REMEMBERED)
                .maximumSize(MAX_TOLD)
                .evictionListener(this::forget)
                .build();
        CaffeineCacheMetrics.monitor(meters, slices, "catalog.slices");
    }

    private void forget(@Nullable UUID product, @Nullable Told news, RemovalCause cause) {
        if (cause == RemovalCause.SIZE && news != null) {
            forgotten.accumulateAndGet(news.last(), (one, other) -> one - other > 0 ? one : other);
        }
    }

    /** The slice if it is here; null means nothing but that {@link #get} has to be asked. */
    @Nullable
    Slice present(Key key) {
        CompletableFuture<Entry> present = hears() ? slices.asMap().get(key) : null;
        if (present == null || !present.isDone()) {
            return null;
        }
        Entry entry = present.isCompletedExceptionally() ? null : present.resultNow();
        if (entry == null || isTooOld(entry) || !isNewest(entry)) {
            slices.asMap().remove(key, present);
            return null;
        }
        stats.recordHits(1);
        return entry.slice();
    }

    /** Within {@link DocumentTable#LIMIT} or a failure. */
    Mono<Slice> get(Key key) {
        Slice present = present(key);
        if (present != null) {
            return Mono.just(present);
        }
        stats.recordMisses(1);
        // Who joins a load late may have been told meanwhile what it cannot know.
        return hears()
                ? loading(key)
                        .filter(this::isNewest)
                        .map(Entry::slice)
                        .switchIfEmpty(read(key))
                        .timeout(DocumentTable.LIMIT)
                : read(key);
    }

    private boolean hears() {
        return listening && current.getAsBoolean();
    }

    private boolean isTooOld(Entry entry) {
        boolean complete = entry.begun() - rearranged > 0;
        return clock.read() - entry.begun() > (complete ? LONGEST : MAX_AGE).toNanos();
    }

    private boolean isNewest(Entry entry) {
        if (entry.begun() - forgotten.get() < 0) {
            return false;
        }
        for (Slice.Item item : entry.slice().items()) {
            Told news = told.getIfPresent(item.id());
            if (news != null
                    && (news.version() > item.version() || (news.gone() != null && news.gone() - entry.begun() >= 0))) {
                return false;
            }
        }
        return true;
    }

    /** The entry is there before the load begins, so that all who want the slice share it. */
    private Mono<Entry> loading(Key key) {
        CompletableFuture<Entry> mine = new CompletableFuture<>();
        CompletableFuture<Entry> other = slices.asMap().putIfAbsent(key, mine);
        if (other != null) {
            return Mono.fromFuture(other, true).filter(entry -> !isTooOld(entry));
        }
        long begun = clock.read();
        read(key).map(slice -> new Entry(begun, slice)).subscribe(mine::complete, mine::completeExceptionally);
        return Mono.fromFuture(mine, true);
    }

    /** What a slice shows may not be older in the next one. */
    private Mono<Slice> read(Key key) {
        return Mono.defer(() -> load.apply(key))
                .doOnNext(slice -> slice.items().forEach(item -> stored(item.id(), item.version())));
    }

    @Override
    public void stored(UUID product, long version) {
        told.asMap().merge(product, new Told(version, null, clock.read()), Told::and);
    }

    @Override
    public void rearranged() {
        rearranged = clock.read();
    }

    /** The product was read of the database, and is not on sale. */
    void gone(UUID product) {
        long now = clock.read();
        told.asMap().merge(product, new Told(0, now, now), Told::and);
    }

    @Override
    public void missed(boolean hearsWhatFollows) {
        listening = false;
        slices.asMap().clear();
        listening = hearsWhatFollows;
    }
}
