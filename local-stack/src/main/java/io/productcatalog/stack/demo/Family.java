package io.productcatalog.stack.demo;

import java.util.List;
import java.util.Map;

/**
 * A kind of product.
 *
 * @param code starts the SKU
 * @param category a slash path
 * @param noun what it is, as it ends the name
 * @param series what its makers call their lines
 * @param cheapest price in euros
 * @param dearest price in euros
 * @param attributes the values that each can have; the first one's is part of the name
 * @param pitch a sentence of its description
 */
record Family(
        String code,
        String category,
        String noun,
        List<String> brands,
        List<String> series,
        int cheapest,
        int dearest,
        String named,
        Map<String, List<String>> attributes,
        String pitch) {}
