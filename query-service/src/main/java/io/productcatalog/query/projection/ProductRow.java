package io.productcatalog.query.projection;

import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The row of one product in the read model.
 *
 * @param state the product's status, or DELETED
 * @param sku null when the product was deleted
 * @param document the product's JSON in UTF-8, as it is served; null when the product is not on sale
 * @param categories the category paths that list the product, with all paths above them; empty when it is not on sale
 */
@SuppressWarnings("ArrayRecordComponent") // rows are compared by identity only
record ProductRow(
        UUID id,
        long version,
        String state,
        @Nullable String sku,
        byte @Nullable [] document,
        SortedSet<String> categories) {}
