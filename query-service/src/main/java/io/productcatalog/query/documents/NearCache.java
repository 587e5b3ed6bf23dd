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
 * A cache of documents in the memory of this replica. A cached document is never older than the latest invalidation
 * that the replica received: an invalidation drops the entry of an older version, also while it is being loaded. While
 * invalidations may be lost, every request reads from the database.
 *
 * <p>Concurrent requests for one product share its load. The load goes on when the requests are cancelled. Products
 * that are not on sale are not cached.
 */
class NearCache implements InvalidationListener {

    /** The approximate memory of an entry besides the bytes of its document. */
    private static final int OVERHEAD_BYTES = 250;

    private final AsyncCache<UUID, Document> documents;
    private final StatsCounter stats = new ConcurrentStatsCounter();
    private final Function<UUID, Mono<Document>> load;
    private final BooleanSupplier current;
    private volatile boolean connected;

    /**
     * @param maxBytes of all entries; 0 disables the cache
     * @param current whether every invalidation was received until a moment ago
     */
    NearCache(long maxBytes, Function<UUID, Mono<Document>> load, BooleanSupplier current, MeterRegistry meters) {
        this.load = load;
        this.current = current;
        this.documents = Caffeine.newBuilder()
                // Maintenance is cheaper than waking another thread for it.
                .executor(Runnable::run)
                .maximumWeight(maxBytes)
                .weigher((UUID _, Document document) -> document.json().length + OVERHEAD_BYTES)
                .recordStats(() -> stats)
                .buildAsync();
        CaffeineCacheMetrics.monitor(meters, documents, "catalog.documents");
    }

    private boolean isUsable() {
        return connected && current.getAsBoolean();
    }

    /** The document, from the cache or from the database; empty if the product is not on sale. */
    Mono<Document> byId(UUID id) {
        if (!isUsable()) {
            return load.apply(id)
                    .doOnNext(document -> stored(document.id(), document.version()))
                    .switchIfEmpty(Mono.fromRunnable(() -> evict(id)));
        }
        CompletableFuture<Document> cached = documents.getIfPresent(id);
        CompletableFuture<Document> document = cached == null ? loading(id) : cached;
        return document.isDone() && !document.isCompletedExceptionally()
                ? Mono.justOrEmpty(document.resultNow())
                : Mono.fromFuture(document, true);
    }

    /** The document if it is cached and may be served; null otherwise, and then only {@link #byId} has the answer. */
    @Nullable
    Document getIfCached(UUID id) {
        CompletableFuture<Document> entry = isUsable() ? documents.asMap().get(id) : null;
        if (entry == null || !entry.isDone() || entry.isCompletedExceptionally() || entry.resultNow() == null) {
            return null;
        }
        stats.recordHits(1);
        return entry.resultNow();
    }

    /** The document if it is cached in this version or a newer one. */
    Optional<Document> getIfCached(UUID id, long minVersion) {
        return isUsable()
                ? Optional.ofNullable(documents.synchronous().getIfPresent(id))
                        .filter(document -> document.version() >= minVersion)
                : Optional.empty();
    }

    /** Stores the entry before its load begins, so that an invalidation during the load finds it. */
    private CompletableFuture<Document> loading(UUID id) {
        CompletableFuture<Document> mine = new CompletableFuture<>();
        CompletableFuture<Document> other = documents.asMap().putIfAbsent(id, mine);
        if (other != null) {
            return other;
        }
        load.apply(id).subscribe(mine::complete, mine::completeExceptionally, () -> mine.complete(null));
        return mine;
    }

    void evict(UUID product) {
        documents.asMap().remove(product);
    }

    /** Drops the entry if it is older than this version or still loading. */
    @Override
    public void stored(UUID product, long version) {
        CompletableFuture<Document> entry = documents.asMap().get(product);
        if (entry != null && !isAtLeast(entry, version)) {
            documents.asMap().remove(product, entry);
        }
    }

    private static boolean isAtLeast(CompletableFuture<Document> entry, long version) {
        if (!entry.isDone() || entry.isCompletedExceptionally()) {
            return false;
        }
        Document document = entry.resultNow();
        return document != null && document.version() >= version;
    }

    @Override
    public void missed(boolean connected) {
        this.connected = false;
        documents.asMap().clear();
        this.connected = connected;
    }
}
