package io.productcatalog.command.product;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The part of a product that an administrator defines. {@link ProductRules} checks it.
 *
 * @param categories paths such as {@code electronics/tv}, in lower case
 * @param attributes free pairs of name and value, sorted by name
 * @param stock the number of pieces in stock
 */
public record ProductDetails(
        String sku,
        String name,
        @Nullable String description,
        @Nullable String brand,
        List<String> categories,
        Money price,
        @Nullable Money listPrice,
        SortedMap<String, String> attributes,
        List<Image> images,
        long stock,
        Status status) {

    public ProductDetails {
        categories = List.copyOf(categories);
        attributes = sorted(attributes);
        images = List.copyOf(images);
    }

    private static SortedMap<String, String> sorted(Map<String, String> map) {
        return Collections.unmodifiableSortedMap(new TreeMap<>(map));
    }

    public ProductDetails withPrice(Money newPrice) {
        return new ProductDetails(
                sku, name, description, brand, categories, newPrice, listPrice, attributes, images, stock, status);
    }

    public ProductDetails withStock(long newStock) {
        return new ProductDetails(
                sku, name, description, brand, categories, price, listPrice, attributes, images, newStock, status);
    }

    public ProductDetails withStatus(Status newStatus) {
        return new ProductDetails(
                sku, name, description, brand, categories, price, listPrice, attributes, images, stock, newStatus);
    }
}
