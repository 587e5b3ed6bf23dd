package io.productcatalog.query.document;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The documents of the read model: one by its id from this replica's memory if it is there, everything else from the
 * database. Whoever has been given a version of a product is never given an older one by this replica; that it is no longer on sale
 * must have been said under its id. Every answer comes
 * within 2.5 seconds or fails with a {@link TimeoutException} or Spring's {@code DataAccessException}.
 */
public class Documents {

    private final DocumentTable table;
    private final NearCache near;

    Documents(DocumentTable table, NearCache near) {
        this.table = table;
        this.near = near;
    }

    /** The product if it is in this replica's memory; null says nothing about whether it is on sale. */
    @Nullable
    Document present(UUID id) {
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
                    : table.atLeast(id, version)
                            .doOnNext(found -> found.ifPresentOrElse(near::seen, () -> near.gone(id)));
        });
    }

    /** Those of the products that are on sale, in the order asked. */
    public Mono<List<Document>> byIds(Collection<UUID> ids) {
        return table.byIds(ids).doOnNext(found -> {
            Set<UUID> absent = new HashSet<>(ids);
            for (Document document : found) {
                absent.remove(document.id());
                near.seen(document);
            }
            absent.forEach(near::gone);
        });
    }

    /** While a SKU moves from one product to another the newer product wins. */
    public Mono<Document> bySku(String sku) {
        return table.bySku(sku).doOnNext(near::seen);
    }

    /**
     * Products on sale, newest first.
     *
     * @param category a category path, which includes all paths below it; null for every product
     * @param after the id of the last product already seen; null to start with the newest
     */
    public Flux<Document> newest(@Nullable String category, @Nullable UUID after, int limit) {
        return table.newest(category, after, limit).doOnNext(near::seen);
    }
}
