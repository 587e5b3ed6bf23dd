package io.productcatalog.query.documents;

import java.util.Optional;
import java.util.UUID;

/**
 * A product in the read model, on sale or not.
 *
 * @param version 0 if the read model has no such product
 * @param document empty if this version is not on sale
 */
public record StoredProduct(UUID id, long version, Optional<Document> document) {

    static StoredProduct unknown(UUID id) {
        return new StoredProduct(id, 0, Optional.empty());
    }
}
