package io.productcatalog.command.product;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/** An implementation of the store in memory, for tests of the layers above it. */
public final class ProductsInMemory implements ProductStore {

    public final List<ProductChange> log = new ArrayList<>();
    private final Map<UUID, Product> products = new HashMap<>();
    private final Map<IdempotencyKey, ProductChange> creations = new HashMap<>();

    @Override
    public Optional<Product> find(UUID id) {
        return Optional.ofNullable(products.get(id));
    }

    @Override
    public Optional<Product> findBySku(String sku) {
        return products.values().stream()
                .filter(product -> product.details().sku().equals(sku))
                .findAny();
    }

    @Override
    public Decision create(ProductChange creation) {
        return save(creation);
    }

    @Override
    public Decision createOnce(ProductChange creation, IdempotencyKey key) {
        ProductChange known = creations.get(key);
        if (known != null) {
            return new Decision.Accepted(known);
        }
        Decision decision = save(creation);
        if (decision instanceof Decision.Accepted) {
            creations.put(key, creation);
        }
        return decision;
    }

    @Override
    public Decision change(UUID id, Function<Product, Decision> decision) {
        Product product = products.get(id);
        if (product == null) {
            return new Decision.Refused(new Refusal.NotFound());
        }
        return decision.apply(product) instanceof Decision.Accepted(var change)
                ? save(change)
                : decision.apply(product);
    }

    private Decision save(ProductChange change) {
        Product after = change.after();
        if (after == null) {
            products.remove(change.productId());
        } else {
            String sku = after.details().sku();
            if (findBySku(sku)
                    .filter(other -> !Objects.equals(other.id(), after.id()))
                    .isPresent()) {
                return new Decision.Refused(new Refusal.DuplicateSku(sku));
            }
            products.put(after.id(), after);
        }
        log.add(change);
        return new Decision.Accepted(change);
    }
}
