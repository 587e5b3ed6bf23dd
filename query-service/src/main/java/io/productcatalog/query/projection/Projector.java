package io.productcatalog.query.projection;

import io.productcatalog.events.EventType;
import io.productcatalog.events.Product;
import io.productcatalog.events.ProductEvent;
import io.productcatalog.events.ProductStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * The pure function from events to rows of the read model. The same events give the same rows, in any order and however
 * often they are delivered.
 */
final class Projector {

    /** In UTF-16 code units. Each takes at most three bytes in UTF-8. */
    private static final int MAX_INDEXED_LENGTH = 800;

    private Projector() {}

    /**
     * The row that an event gives.
     *
     * @throws IllegalArgumentException when the event gives no row; a retry does not help
     */
    static ProductRow row(ProductEvent event) {
        UUID id = id(event.getProductId());
        if (event.getVersion() < 1) {
            throw new IllegalArgumentException("version " + event.getVersion() + " is not positive");
        }
        Product product = event.getProduct();
        if (event.getType() == EventType.DELETED || (product == null && event.getType() == EventType.UNKNOWN)) {
            return new ProductRow(id, event.getVersion(), "DELETED", null, null, Collections.emptySortedSet());
        }
        if (product == null) {
            throw new IllegalArgumentException("a " + event.getType() + " event without its product");
        }
        String sku = text("sku", product.getSku());
        String state = product.getStatus().name();
        if (product.getStatus() != ProductStatus.ACTIVE) {
            return new ProductRow(id, event.getVersion(), state, sku, null, Collections.emptySortedSet());
        }
        byte[] document = DocumentRenderer.render(id, event.getVersion(), product);
        return new ProductRow(id, event.getVersion(), state, sku, document, withAncestors(product.getCategories()));
    }

    /** The row of the highest version of each product, in the order of their ids. */
    static List<ProductRow> collapse(Collection<ProductRow> rows) {
        TreeMap<UUID, ProductRow> highest = new TreeMap<>();
        for (ProductRow row : rows) {
            highest.merge(row.id(), row, (one, other) -> one.version() >= other.version() ? one : other);
        }
        return new ArrayList<>(highest.values());
    }

    private static UUID id(String text) {
        UUID id = UUID.fromString(text);
        if (!id.toString().equals(text)) {
            throw new IllegalArgumentException("the product id is not a canonical UUID");
        }
        return id;
    }

    private static SortedSet<String> withAncestors(Collection<String> categories) {
        TreeSet<String> paths = new TreeSet<>();
        for (String category : categories) {
            text("category", category);
            for (int slash = category.indexOf('/'); slash >= 0; slash = category.indexOf('/', slash + 1)) {
                paths.add(category.substring(0, slash));
            }
            paths.add(category);
        }
        return paths;
    }

    /**
     * Checks a text that PostgreSQL indexes. The type {@code text} holds every character except NUL, and an index entry
     * has at most 2,704 bytes (https://www.postgresql.org/docs/current/btree.html).
     */
    private static String text(String name, String value) {
        if (value.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("the " + name + " contains a NUL character");
        }
        if (value.length() > MAX_INDEXED_LENGTH) {
            throw new IllegalArgumentException("the " + name + " is longer than " + MAX_INDEXED_LENGTH + " characters");
        }
        return value;
    }
}
