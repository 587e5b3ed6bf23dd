package io.productcatalog.query.projection;

import java.util.SortedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What the read model keeps of one product.
 *
 * @param state the product's status, or DELETED
 * @param sku null when the product was deleted
 * @param document the product's JSON in UTF-8 as it is served; null when the product is not on sale
 * @param categories every category path the product is found under, ancestors included; empty when it is not on sale
 */
@SuppressWarnings("ArrayRecordComponent") // rows are compared by identity only
public record ProductRow(
        UUID id,
        long version,
        String state,
        @Nullable String sku,
        byte @Nullable [] document,
        SortedSet<String> categories) {}
