package io.productcatalog.query.documents;

import java.util.Optional;
import java.util.UUID;

/**
 * What the read model has of a product.
 *
 * @param version 0 if the read model does not hold the product
 * @param document empty if this version is not on sale
 */
public record StoredProduct(UUID id, long version, Optional<Document> document) {}
