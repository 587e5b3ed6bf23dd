package io.productcatalog.command.product;

import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/**
 * The store of products and their changes. The new state of an accepted change and its event become durable together or
 * not at all.
 */
public interface ProductStore {

    Optional<Product> find(UUID id);

    Optional<Product> findBySku(String sku);

    /** Stores the first version of a product. Refused if another product has its stock keeping unit. */
    Decision create(ProductChange creation);

    /**
     * Stores the first version of a product, once per key. While a key is remembered, later uses store nothing and
     * return the creation of its first use, even if that product has since been changed or deleted. Uses of one key
     * wait for each other. A refusal is not remembered.
     */
    Decision createOnce(ProductChange creation, IdempotencyKey key);

    /**
     * Reads the product, makes a decision on it, and stores the accepted change if the product still has the same
     * version. Otherwise it reads the product and decides again. Refused if the product does not exist, or if another
     * product has the new stock keeping unit.
     */
    Decision change(UUID id, Function<Product, Decision> decision);
}
