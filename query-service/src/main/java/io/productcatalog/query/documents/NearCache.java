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
 * Documents of this replica's memory. One that is there is never older than what the replica was told: a product leaves
 * with the announcement of a newer version, also while it is being loaded, and while announcements may be missed
 * everything is read from the database.
 *
 * <p>Requests for a product that is being loaded share the load, which goes on when they are cancelled. What is not on
 * sale is not remembered.
 */
public class NearCache implements InvalidationListener {

    /** Of an entry beside its bytes, roughly. */
    private static final int OVERHEAD_BYTES = 250;

    private final AsyncCache<UUID, Document> documents;
    private final StatsCounter stats = new ConcurrentStatsCounter();
    private final Function<UUID, Mono<Document>> load;
    private final BooleanSupplier current;
    private volatile boolean listening;

    /**
     * @param maxBytes of all entries; 0 keeps nothing
     * @param current whether everything was heard until a moment ago
     */
    NearCache(long maxBytes, Function<UUID, Mono<Document>> load, BooleanSupplier current, MeterRegistry meters) {
        this.load = load;
        this.current = current;
        this.documents = Caffeine.newBuilder()
                // What there is to tidy costs less than to wake another thread for it.
                .executor(Runnable::run)
                .maximumWeight(maxBytes)
                .weigher((UUID _, Document document) -> document.json().length + OVERHEAD_BYTES)
                .recordStats(() -> stats)
                .buildAsync();
        CaffeineCacheMetrics.monitor(meters, documents, "catalog.documents");
    }

    private boolean hears() {
        return listening && current.getAsBoolean();
    }

    Mono<Document> byId(UUID id) {
        if (!hears()) {
            return load.apply(id)
                    .doOnNext(document -> stored(document.id(), document.version()))
                    .switchIfEmpty(Mono.fromRunnable(() -> gone(id)));
        }
        CompletableFuture<Document> present = documents.getIfPresent(id);
        CompletableFuture<Document> document = present == null ? loading(id) : present;
        return document.isDone() && !document.isCompletedExceptionally()
                ? Mono.justOrEmpty(document.resultNow())
                : Mono.fromFuture(document, true);
    }

    /** The document if it is here; null means nothing but that {@link #byId} has to be asked. */
    @Nullable
    Document present(UUID id) {
        CompletableFuture<Document> entry = hears() ? documents.asMap().get(id) : null;
        if (entry == null || !entry.isDone() || entry.isCompletedExceptionally() || entry.resultNow() == null) {
            return null;
        }
        stats.recordHits(1);
        return entry.resultNow();
    }

    /** The entry is there before the load begins, so that no announcement can come between the two. */
    private CompletableFuture<Document> loading(UUID id) {
        CompletableFuture<Document> mine = new CompletableFuture<>();
        CompletableFuture<Document> other = documents.asMap().putIfAbsent(id, mine);
        if (other != null) {
            return other;
        }
        load.apply(id).subscribe(mine::complete, mine::completeExceptionally, () -> mine.complete(null));
        return mine;
    }

    /** The document if it is here, at that version or a newer one. */
    Optional<Document> present(UUID id, long version) {
        return hears()
                ? Optional.ofNullable(documents.synchronous().getIfPresent(id))
                        .filter(document -> document.version() >= version)
                : Optional.empty();
    }

    /** The product was read of the database, and is not on sale. */
    void gone(UUID product) {
        documents.asMap().remove(product);
    }

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
    public void missed(boolean hearsWhatFollows) {
        listening = false;
        documents.asMap().clear();
        listening = hearsWhatFollows;
    }
}
