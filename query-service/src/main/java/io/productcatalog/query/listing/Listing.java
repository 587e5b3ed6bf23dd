package io.productcatalog.query.listing;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A parsed request for {@code GET /products}. */
sealed interface Listing {

    /** The products with these ids, in this order. No id occurs twice. */
    record ByIds(List<UUID> ids) implements Listing {}

    /** The product with this SKU. */
    record BySku(String sku) implements Listing {}

    /**
     * A page of the products on sale, newest first.
     *
     * @param category the category path; null for all products
     * @param after the last product of the previous page; null for the first page
     */
    record Newest(
            @Nullable String category, int limit, @Nullable UUID after) implements Listing {

        /** Returns the filter in the canonical form that a {@link Cursor} is bound to. */
        static String filter(@Nullable String category) {
            return category == null ? "" : "category=" + category;
        }
    }
}
