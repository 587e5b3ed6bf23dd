package io.productcatalog.query.documents;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.query.invalidation.InvalidationListener;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The products on sale as rendered documents: one by its id, or a slice of a listing. They come from a cache of this
 * replica or from the database.
 *
 * <p>Guarantee: after this replica has answered with a version of a product, it never answers with an older one.
 * Whatever one read finds is therefore made known to both caches. A product that leaves the sale is noticed when it is
 * read by its id.
 *
 * <p>Every result arrives within 2.5 seconds or is a {@link TimeoutException} or a {@code DataAccessException} of
 * Spring.
 */
public class Documents implements InvalidationListener {

    /** The memory for listings is this fraction of the memory for documents: a listing lives for seconds only. */
    private static final int LISTINGS_FRACTION = 4;

    private final DocumentTable table;
    private final CoalescingLoader loader;
    private final NearCache near;
    private final ListingCache listings;

    /**
     * @param maxBytes of the cached documents; 0 disables both caches
     * @param current whether every invalidation was received until a moment ago
     */
    Documents(DocumentTable table, long maxBytes, BooleanSupplier current, Ticker ticker, MeterRegistry meters) {
        this.table = table;
        this.loader = new CoalescingLoader(table::byIds, DocumentTable.TIMEOUT, ticker);
        this.near = new NearCache(maxBytes, this::load, current, meters);
        this.listings = new ListingCache(maxBytes / LISTINGS_FRACTION, this::load, current, ticker, meters);
    }

    private Mono<StoredProduct> load(UUID id) {
        return loader.load(id).doOnNext(this::seenByListings);
    }

    private void seenByListings(StoredProduct product) {
        if (product.document().isPresent()) {
            listings.stored(product.id(), product.version());
        } else {
            listings.hidden(product.id());
        }
    }

    private void seen(StoredProduct product) {
        near.seen(product);
        seenByListings(product);
    }

    private Mono<Slice> load(ListingCache.Key key) {
        return table.newest(key.category(), key.after(), key.limit())
                .doOnNext(slice -> slice.items().forEach(item -> near.stored(item.id(), item.version())));
    }

    /** The product if it is cached, on sale or not; null says nothing about it. */
    public @Nullable StoredProduct getIfCached(UUID id) {
        return near.getIfCached(id);
    }

    /** The product, on sale or not. */
    public Mono<StoredProduct> byId(UUID id) {
        return near.byId(id);
    }

    /** The product as soon as the read model holds this version or a newer one. The result is empty while it does not. */
    public Mono<StoredProduct> atLeast(UUID id, long version) {
        return Mono.defer(() -> near.getIfCached(id, version)
                .map(Mono::just)
                .orElseGet(() -> loader.load(id)
                        .filter(product -> product.version() >= version)
                        .doOnNext(this::seen)));
    }

    /**
     * Those of the products that are on sale, in the order of the ids. If they are large, the slice has only the first of
     * them, and others follow behind the id of its last item.
     */
    public Mono<Slice> byIds(List<UUID> ids) {
        return table.byIds(ids).map(products -> {
            products.forEach(this::seen);
            List<Document> onSale = products.stream()
                    .flatMap(product -> product.document().stream())
                    .toList();
            return Slice.of(onSale, products.size() < ids.size());
        });
    }

    /** The product with this SKU. While a SKU moves from one product to another, the newer product wins. */
    public Mono<Slice> bySku(String sku) {
        return table.bySku(sku)
                .doOnNext(document -> stored(document.id(), document.version()))
                .map(List::of)
                .defaultIfEmpty(List.of())
                .map(Slice::of);
    }

    /**
     * A slice of the products on sale, the newest first.
     *
     * @param category a category path, which includes all paths below it; null for every product
     * @param after the id of the last product of the slice before; null for the first slice
     */
    public Mono<Slice> newest(@Nullable String category, @Nullable UUID after, int limit) {
        return listings.get(new ListingCache.Key(category, after, limit));
    }

    /** The result of {@link #newest} if it is cached; null says nothing. */
    public @Nullable Slice getNewestIfCached(@Nullable String category, @Nullable UUID after, int limit) {
        return listings.getIfCached(new ListingCache.Key(category, after, limit));
    }

    @Override
    public void stored(UUID product, long version) {
        near.stored(product, version);
        listings.stored(product, version);
    }

    @Override
    public void listingsChanged() {
        listings.listingsChanged();
    }

    @Override
    public void missed(boolean connected) {
        near.missed(connected);
        listings.missed(connected);
    }
}
