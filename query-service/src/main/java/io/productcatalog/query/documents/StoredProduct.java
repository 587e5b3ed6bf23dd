package io.productcatalog.query.documents;

import java.util.Optional;
import java.util.UUID;

/**
 * A product in the read model, on sale or not.
 *
 * @param document empty if this version is not on sale
 */
record StoredProduct(UUID id, long version, Optional<Document> document) {}
