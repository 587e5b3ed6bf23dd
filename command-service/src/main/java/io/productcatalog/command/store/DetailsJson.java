package io.productcatalog.command.store;

import io.productcatalog.command.product.Money;
import io.productcatalog.command.product.ProductDetails;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON of a product's details and of a price, as PostgreSQL stores them. Its fields are the components of the
 * records.
 */
final class DetailsJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private DetailsJson() {}

    static String write(ProductDetails details) {
        return MAPPER.writeValueAsString(details);
    }

    static ProductDetails read(String json) {
        return MAPPER.readValue(json, ProductDetails.class);
    }

    static @Nullable String writePrice(@Nullable Money money) {
        return money == null ? null : MAPPER.writeValueAsString(money);
    }
}
