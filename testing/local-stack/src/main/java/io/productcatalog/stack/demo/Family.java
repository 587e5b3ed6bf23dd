package io.productcatalog.stack.demo;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/**
 * A family of similar demo products: the choices from which each of them is generated.
 *
 * @param code the first part of the SKU
 * @param category a path with slashes
 * @param noun the kind of product, which ends the name
 * @param pitch a sentence of the description
 * @param series the names of product lines
 * @param minEuros the lowest price
 * @param maxEuros the highest price
 * @param attributes the possible values of each attribute
 * @param nameAttribute the attribute whose value is part of the name
 */
record Family(
        String code,
        String category,
        String noun,
        String pitch,
        List<String> brands,
        List<String> series,
        int minEuros,
        int maxEuros,
        Map<String, List<String>> attributes,
        String nameAttribute) {

    /** Reads all families. Their order decides which products are generated. All brands are invented. */
    static List<Family> readAll() {
        try (InputStream file = Objects.requireNonNull(Family.class.getResourceAsStream("families.json"))) {
            return List.of(JsonMapper.shared().readValue(file, Family[].class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
