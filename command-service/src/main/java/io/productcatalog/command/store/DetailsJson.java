package io.productcatalog.command.store;

import io.productcatalog.command.product.Currency;
import io.productcatalog.command.product.Money;
import io.productcatalog.command.product.ProductDetails;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.TransientDataAccessResourceException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * The JSON of a product's details and of a price, as PostgreSQL stores them. Its fields are the components of the
 * records.
 *
 * <p>A field that this release does not know was written by a newer one, during a rolling deployment. A replica that
 * ignored it would lose it with its next change of the product, and publish the product without it.
 */
final class DetailsJson {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .addModule(new SimpleModule()
                    .addSerializer(Currency.class, new CurrencyWriter())
                    .addDeserializer(Currency.class, new CurrencyReader()))
            .build();

    private DetailsJson() {}

    static String write(ProductDetails details) {
        return MAPPER.writeValueAsString(details);
    }

    /** @throws TransientDataAccessResourceException when a newer release has written the details */
    static ProductDetails read(String json) {
        try {
            return MAPPER.readValue(json, ProductDetails.class);
        } catch (UnrecognizedPropertyException newer) {
            throw new TransientDataAccessResourceException(
                    "A newer release has written a product: its field " + newer.getPropertyName() + " is unknown here",
                    newer);
        }
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
