package io.productcatalog.command.store;

import io.productcatalog.command.product.Money;
import io.productcatalog.command.product.ProductDetails;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** How a product's details and prices are written in PostgreSQL: the records' own components as JSON. */
public final class DetailsJson {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private DetailsJson() {}

    public static String write(ProductDetails details) {
        return MAPPER.writeValueAsString(details);
    }

    public static ProductDetails read(String json) {
        return MAPPER.readValue(json, ProductDetails.class);
    }

    static @Nullable String writePrice(@Nullable Money money) {
        return money == null ? null : MAPPER.writeValueAsString(money);
    }
}
