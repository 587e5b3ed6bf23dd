package io.productcatalog.query.documents;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.stats.ConcurrentStatsCounter;
import com.github.benmanes.caffeine.cache.stats.StatsCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.cache.CaffeineCacheMetrics;
import io.productcatalog.query.invalidation.InvalidationListener;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A cache of products in the memory of this replica, also of those that are not on sale. A cached product is never
 * older than the latest invalidation that the replica received: an invalidation drops the entry of an older version,
 * also while it is being loaded. While invalidations may be lost, every request reads from the database.
 *
 * <p>Concurrent requests for one product share its load. The load goes on when the requests are cancelled.
 */
class NearCache implements InvalidationListener {

    /** The approximate memory of an entry besides the bytes of its document. */
    private static final int OVERHEAD_BYTES = 250;

    private final AsyncCache<UUID, StoredProduct> products;
    private final StatsCounter stats = new ConcurrentStatsCounter();
    private final Function<UUID, Mono<StoredProduct>> load;
    private final BooleanSupplier current;
    private volatile boolean connected;

    /**
     * @param maxBytes of all entries; 0 disables the cache
     * @param load is never empty
     * @param current whether every invalidation was received until a moment ago
     */
    NearCache(long maxBytes, Function<UUID, Mono<StoredProduct>> load, BooleanSupplier current, MeterRegistry meters) {
        this.load = load;
        this.current = current;
        this.products = Caffeine.newBuilder()
                // Maintenance is cheaper than waking another thread for it.
                .executor(Runnable::run)
                .maximumWeight(maxBytes)
                .weigher((UUID _, StoredProduct product) -> OVERHEAD_BYTES
                        + product.document()
                                .map(document -> document.json().length)
                                .orElse(0))
                .recordStats(() -> stats)
                .buildAsync();
        CaffeineCacheMetrics.monitor(meters, products, "catalog.documents");
    }

    private boolean isUsable() {
        return connected && current.getAsBoolean();
    }

    /** The product, from the cache or from the database. */
    Mono<StoredProduct> byId(UUID id) {
        if (!isUsable()) {
            return load.apply(id).doOnNext(this::seen);
        }
        CompletableFuture<StoredProduct> cached = products.getIfPresent(id);
        CompletableFuture<StoredProduct> product = cached == null ? loading(id) : cached;
        return isLoaded(product) ? Mono.just(product.resultNow()) : Mono.fromFuture(product, true);
    }

    /** The product if it is cached and may be served; null otherwise, and then only {@link #byId} has the answer. */
    @Nullable
    StoredProduct getIfCached(UUID id) {
        CompletableFuture<StoredProduct> entry = isUsable() ? products.asMap().get(id) : null;
        if (entry == null || !isLoaded(entry)) {
            return null;
        }
        stats.recordHits(1);
        return entry.resultNow();
    }

    /** The product if it is cached in this version or a newer one. */
    Optional<StoredProduct> getIfCached(UUID id, long minVersion) {
        return isUsable()
                ? Optional.ofNullable(products.synchronous().getIfPresent(id))
                        .filter(product -> product.version() >= minVersion)
                : Optional.empty();
    }

    /** Stores the entry before its load begins, so that an invalidation during the load finds it. */
    private CompletableFuture<StoredProduct> loading(UUID id) {
        CompletableFuture<StoredProduct> mine = new CompletableFuture<>();
        CompletableFuture<StoredProduct> other = products.asMap().putIfAbsent(id, mine);
        if (other != null) {
            return other;
        }
        load.apply(id).subscribe(mine::complete, mine::completeExceptionally);
        return mine;
    }

    private static boolean isLoaded(CompletableFuture<StoredProduct> entry) {
        return entry.isDone() && !entry.isCompletedExceptionally();
    }

    /** Drops the entry if this product, just read from the database, is newer. A product that is gone is newer, too. */
    void seen(StoredProduct product) {
        if (product.version() == 0) {
            products.asMap().remove(product.id());
        } else {
            stored(product.id(), product.version());
        }
    }

    /** Drops the entry if it is older than this version or still loading. */
    @Override
    public void stored(UUID product, long version) {
        CompletableFuture<StoredProduct> entry = products.asMap().get(product);
        if (entry != null && (!isLoaded(entry) || entry.resultNow().version() < version)) {
            products.asMap().remove(product, entry);
        }
    }

    @Override
    public void missed(boolean connected) {
        this.connected = false;
        products.asMap().clear();
        this.connected = connected;
    }
}
