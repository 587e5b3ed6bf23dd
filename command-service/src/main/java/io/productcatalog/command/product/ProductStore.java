package io.productcatalog.command.product;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * Where products and their changes are kept. An accepted change's new state and its event become durable together or
 * not at all.
 */
public interface ProductStore {

    Optional<Product> find(UUID id);

    Optional<Product> findBySku(String sku);

    /** Keeps a product's first version. Refused when its stock keeping unit is taken. */
    Decision create(ProductChange creation);

    /**
     * Keeps a product's first version, once for each key: while the key is remembered, nothing is kept, and the answer is
     * the creation of its first use, whatever has become of that product. Uses of one key wait for each other. A refusal
     * is not remembered.
     */
    Decision createOnce(ProductChange creation, IdempotencyKey key);

    /**
     * Takes the product, asks for a decision on it and carries that out, if the product is still the same by then; if not, takes it
     * and asks anew. Refused when there is no such product or the stock keeping unit it asks for is taken.
     */
    Decision change(UUID id, Function<Product, Decision> decision);
}
