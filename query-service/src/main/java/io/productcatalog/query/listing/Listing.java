package io.productcatalog.query.listing;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a request for a list asks for. */
sealed interface Listing {

    /** Products by their ids, in this order, each once. */
    record ByIds(List<UUID> ids) implements Listing {}

    record BySku(String sku) implements Listing {}

    /**
     * A page of the products on sale, newest first.
     *
     * @param category null for all products
     * @param after null for the first page
     */
    record Newest(
            @Nullable String category, int limit, @Nullable UUID after) implements Listing {

        /** The filter in the canonical form that a cursor is bound to. */
        static String filter(@Nullable String category) {
            return category == null ? "" : "category=" + category;
        }
    }
}
