package io.productcatalog.command.store;

import io.productcatalog.command.product.Currency;
import io.productcatalog.command.product.Money;
import io.productcatalog.command.product.ProductDetails;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * The JSON of a product's details and of a price, as PostgreSQL stores them. Its fields are the components of the
 * records.
 */
final class DetailsJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(new SimpleModule()
                    .addSerializer(Currency.class, new CurrencyWriter())
                    .addDeserializer(Currency.class, new CurrencyReader()))
            .build();

    private DetailsJson() {}

    static String write(ProductDetails details) {
        return MAPPER.writeValueAsString(details);
    }

    static ProductDetails read(String json) {
        return MAPPER.readValue(json, ProductDetails.class);
    }

    private static final class CurrencyWriter extends ValueSerializer<Currency> {

        @Override
        public void serialize(Currency currency, JsonGenerator json, SerializationContext context) {
            json.writeString(currency.code());
        }
    }

    private static final class CurrencyReader extends ValueDeserializer<Currency> {

        @Override
        public Currency deserialize(JsonParser json, DeserializationContext context) {
            return Currency.of(json.getString());
        }
    }

    static @Nullable String writePrice(@Nullable Money money) {
        return money == null ? null : MAPPER.writeValueAsString(money);
    }
}
