package io.productcatalog.query.documents;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The documents of the read model: one by its id, or a slice of a listing, from this replica's memory if it is there, everything else
 * from the database. Whoever has been given a version of a product is never given an older one by this replica; that it is no longer on sale
 * must have been said under its id. Every answer comes
 * within 2.5 seconds or fails with a {@link TimeoutException} or Spring's {@code DataAccessException}.
 */
public class Documents {

    private final DocumentTable table;
    private final NearCache near;
    private final ListingCache slices;

    Documents(DocumentTable table, NearCache near, ListingCache slices) {
        this.table = table;
        this.near = near;
        this.slices = slices;
    }

    /** The product if it is in this replica's memory; null says nothing about whether it is on sale. */
    @Nullable
    public Document present(UUID id) {
        return near.present(id);
    }

    public Mono<Document> byId(UUID id) {
        return near.byId(id);
    }

    /**
     * The product once the read model holds that version or a newer one, which may be one that is not on sale; empty
     * while it does not.
     */
    public Mono<Optional<Document>> atLeast(UUID id, long version) {
        return Mono.defer(() -> {
            Optional<Document> present = near.present(id, version);
            return present.isPresent()
                    ? Mono.just(present)
                    : table.atLeast(id, version).doOnNext(found -> found.ifPresentOrElse(this::seen, () -> gone(id)));
        });
    }

    /** Those of the products that are on sale, in the order asked. */
    public Mono<Slice> byIds(Collection<UUID> ids) {
        return table.byIds(ids)
                .doOnNext(found -> {
                    Set<UUID> absent = new HashSet<>(ids);
                    for (Document document : found) {
                        absent.remove(document.id());
                        seen(document);
                    }
                    absent.forEach(this::gone);
                })
                .map(Slice::of);
    }

    /** While a SKU moves from one product to another the newer product wins. */
    public Mono<Slice> bySku(String sku) {
        return table.bySku(sku)
                .doOnNext(this::seen)
                .map(List::of)
                .defaultIfEmpty(List.of())
                .map(Slice::of);
    }

    /**
     * Products on sale, newest first.
     *
     * @param category a category path, which includes all paths below it; null for every product
     * @param after the id of the last product already seen; null to start with the newest
     */
    public Mono<Slice> newest(@Nullable String category, @Nullable UUID after, int limit) {
        return slices.get(new ListingCache.Key(category, after, limit));
    }

    /** What {@link #newest} asks for if it is in this replica's memory; null says nothing. */
    public @Nullable Slice presentNewest(@Nullable String category, @Nullable UUID after, int limit) {
        return slices.present(new ListingCache.Key(category, after, limit));
    }

    /** What was read of the database: nobody who has seen it may be shown an older one. */
    private void seen(Document document) {
        near.stored(document.id(), document.version());
        slices.stored(document.id(), document.version());
    }

    private void gone(UUID product) {
        near.gone(product);
        slices.gone(product);
    }
}
