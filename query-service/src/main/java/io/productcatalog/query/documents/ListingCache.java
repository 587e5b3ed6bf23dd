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
 * A cache of slices of listings. It serves a slice only if all of the following hold:
 *
 * <ul>
 *   <li>No newer version of one of its products is known from an invalidation or from another read.
 *   <li>None of its products is known to have left the sale since the read of the slice began.
 *   <li>The read began less than {@link #MAX_AGE} ago, or less than {@link #MAX_AGE_AFTER_CHANGE} if some listing has
 *       shown or hidden a product since. That second limit lets a new product appear soon, and keeps many new products
 *       from sending every request to the database.
 *   <li>Invalidations are received. Otherwise every request reads from the database.
 * </ul>
 *
 * <p>The knowledge about products is bounded. If an entry is evicted for its size, a slice whose read began before that
 * knowledge was gained is not served any more. Concurrent requests for one slice share its read. A request that joins a
 * read late checks the result again, because the cache may have learned of a newer version in the meantime.
 */
class ListingCache implements InvalidationListener {

    /**
     * Counted from before the read of a slice that may lack a product. With the time for the next read it stays below a
     * second.
     */
    static final Duration MAX_AGE_AFTER_CHANGE = Duration.ofMillis(500);

    /** Counted from before the read of any slice. Knowledge about products is kept longer than this. */
    static final Duration MAX_AGE = Duration.ofSeconds(4);

    private static final Duration EXPIRY = MAX_AGE.multipliedBy(2);

    /** The memory of an entry besides the bytes of its documents. */
    private static final int OVERHEAD_BYTES = 2_000;

    private static final int MAX_KNOWN_PRODUCTS = 50_000;

    /**
     * Identifies a slice.
     *
     * @param category null for all products
     * @param after null for the first slice
     */
    record Key(@Nullable String category, @Nullable UUID after, int limit) {}

    /** @param readAt by the ticker, before the slice was read */
    private record Entry(long readAt, Slice slice) {}

    /**
     * The latest knowledge about a product.
     *
     * @param version the highest known version
     * @param hiddenAt when the product was last known not to be on sale, by the ticker; null if never
     * @param learnedAt when this was last updated
     */
    private record KnownProduct(long version, @Nullable Long hiddenAt, long learnedAt) {

        KnownProduct merge(KnownProduct later) {
            return new KnownProduct(
                    Math.max(version, later.version),
                    later.hiddenAt == null ? hiddenAt : later.hiddenAt,
                    later.learnedAt);
        }
    }

    private final StatsCounter stats = new ConcurrentStatsCounter();
    private final AsyncCache<Key, Entry> slices;
    private final Cache<UUID, KnownProduct> knownProducts;
    private final Function<Key, Mono<Slice>> load;
    private final Ticker ticker;
    private final BooleanSupplier current;
    private volatile boolean connected;

    /** When some listing last showed or hid a product. */
    private volatile long listingsChangedAt;

    /** The time of the latest knowledge that was evicted for its size. */
    private final AtomicLong evictedKnowledgeAt;

    /**
     * @param maxBytes of all slices; 0 disables the cache
     * @param current whether every invalidation was received until a moment ago
     */
    ListingCache(
            long maxBytes,
            Function<Key, Mono<Slice>> load,
            BooleanSupplier current,
            Ticker ticker,
            MeterRegistry meters) {
        this.current = current;
        this.load = load;
        this.ticker = ticker;
        this.slices = Caffeine.newBuilder()
                // Maintenance is cheaper than waking another thread for it.
                .executor(Runnable::run)
                .ticker(ticker)
                .expireAfterWrite(EXPIRY)
                .maximumWeight(maxBytes)
                .weigher((Key _, Entry entry) -> OVERHEAD_BYTES + entry.slice().json().length)
                .recordStats(() -> stats)
                .buildAsync();
        this.listingsChangedAt = ticker.read();
        this.evictedKnowledgeAt = new AtomicLong(listingsChangedAt);
        this.knownProducts = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(ticker)
                .expireAfterWrite(EXPIRY)
                .maximumSize(MAX_KNOWN_PRODUCTS)
                .evictionListener(this::evicted)
                .build();
        CaffeineCacheMetrics.monitor(meters, slices, "catalog.slices");
    }

    private void evicted(@Nullable UUID product, @Nullable KnownProduct known, RemovalCause cause) {
        if (cause == RemovalCause.SIZE && known != null) {
            evictedKnowledgeAt.accumulateAndGet(known.learnedAt(), (one, other) -> one - other > 0 ? one : other);
        }
    }

    /** The slice if it is cached and may be served; null otherwise. */
    @Nullable
    Slice getIfCached(Key key) {
        CompletableFuture<Entry> cached = isUsable() ? slices.asMap().get(key) : null;
        if (cached == null || !cached.isDone()) {
            return null;
        }
        Entry entry = cached.isCompletedExceptionally() ? null : cached.resultNow();
        if (entry == null || isTooOld(entry) || !isUpToDate(entry)) {
            slices.asMap().remove(key, cached);
            return null;
        }
        stats.recordHits(1);
        return entry.slice();
    }

    /** The slice, from the cache or from the database, within {@link DocumentTable#TIMEOUT} or a failure. */
    Mono<Slice> get(Key key) {
        Slice cached = getIfCached(key);
        if (cached != null) {
            return Mono.just(cached);
        }
        stats.recordMisses(1);
        return isUsable()
                ? loading(key)
                        .filter(this::isUpToDate)
                        .map(Entry::slice)
                        .switchIfEmpty(read(key))
                        .timeout(DocumentTable.TIMEOUT)
                : read(key);
    }

    private boolean isUsable() {
        return connected && current.getAsBoolean();
    }

    private boolean isTooOld(Entry entry) {
        boolean complete = entry.readAt() - listingsChangedAt > 0;
        return ticker.read() - entry.readAt() > (complete ? MAX_AGE : MAX_AGE_AFTER_CHANGE).toNanos();
    }

    private boolean isUpToDate(Entry entry) {
        if (entry.readAt() - evictedKnowledgeAt.get() < 0) {
            return false;
        }
        for (Slice.Item item : entry.slice().items()) {
            KnownProduct known = knownProducts.getIfPresent(item.id());
            if (known != null
                    && (known.version() > item.version()
                            || (known.hiddenAt() != null && known.hiddenAt() - entry.readAt() >= 0))) {
                return false;
            }
        }
        return true;
    }

    /** Stores the entry before its load begins, so that concurrent requests share the load. */
    private Mono<Entry> loading(Key key) {
        CompletableFuture<Entry> mine = new CompletableFuture<>();
        CompletableFuture<Entry> other = slices.asMap().putIfAbsent(key, mine);
        if (other != null) {
            return Mono.fromFuture(other, true).filter(entry -> !isTooOld(entry));
        }
        long readAt = ticker.read();
        read(key).map(slice -> new Entry(readAt, slice)).subscribe(mine::complete, mine::completeExceptionally);
        return Mono.fromFuture(mine, true);
    }

    /** Reads the slice and remembers its versions: no later answer may show an older one. */
    private Mono<Slice> read(Key key) {
        return Mono.defer(() -> load.apply(key))
                .doOnNext(slice -> slice.items().forEach(item -> stored(item.id(), item.version())));
    }

    @Override
    public void stored(UUID product, long version) {
        knownProducts.asMap().merge(product, new KnownProduct(version, null, ticker.read()), KnownProduct::merge);
    }

    @Override
    public void listingsChanged() {
        listingsChangedAt = ticker.read();
    }

    /** A read found that the product is not on sale. */
    void hidden(UUID product) {
        long now = ticker.read();
        knownProducts.asMap().merge(product, new KnownProduct(0, now, now), KnownProduct::merge);
    }

    @Override
    public void missed(boolean connected) {
        this.connected = false;
        slices.asMap().clear();
        this.connected = connected;
    }
}
