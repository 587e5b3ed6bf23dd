package io.productcatalog.query.projection;

import io.productcatalog.events.Image;
import io.productcatalog.events.Money;
import io.productcatalog.events.Product;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The renderer of a product as public JSON in UTF-8. Absent fields are left out. Empty lists and maps are written.
 * Attributes are sorted by name, so that a product always gives the same bytes.
 */
final class DocumentRenderer {

    private static final JsonFactory JSON = new JsonFactory();

    /** UTC, always with microseconds. */
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private DocumentRenderer() {}

    /** @throws IllegalArgumentException when a currency is not one of ISO 4217 */
    static byte[] render(UUID id, long version, Product product) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeStringProperty("id", id.toString());
            json.writeStringProperty("sku", product.getSku());
            json.writeStringProperty("name", product.getName());
            optional(json, "description", product.getDescription());
            optional(json, "brand", product.getBrand());
            json.writeArrayPropertyStart("categories");
            product.getCategories().forEach(json::writeString);
            json.writeEndArray();
            money(json, "price", product.getPrice());
            if (product.getListPrice() != null) {
                money(json, "listPrice", product.getListPrice());
            }
            attributes(json, product.getAttributes());
            images(json, product.getImages());
            json.writeNumberProperty("stock", product.getStock());
            json.writeStringProperty("status", product.getStatus().name());
            json.writeNumberProperty("version", version);
            json.writeStringProperty("createdAt", TIME.format(product.getCreatedAt()));
            json.writeStringProperty("updatedAt", TIME.format(product.getUpdatedAt()));
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static void attributes(JsonGenerator json, Map<String, String> attributes) {
        json.writeObjectPropertyStart("attributes");
        new TreeMap<>(attributes).forEach(json::writeStringProperty);
        json.writeEndObject();
    }

    private static void images(JsonGenerator json, Iterable<Image> images) {
        json.writeArrayPropertyStart("images");
        for (Image image : images) {
            json.writeStartObject();
            json.writeStringProperty("url", image.getUrl());
            optional(json, "alt", image.getAlt());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void money(JsonGenerator json, String name, Money money) {
        int digits = CurrencyDigits.of(money.getCurrency());
        json.writeObjectPropertyStart(name);
        json.writeStringProperty(
                "amount", BigDecimal.valueOf(money.getMinorUnits(), digits).toPlainString());
        json.writeStringProperty("currency", money.getCurrency());
        json.writeEndObject();
    }

    private static void optional(JsonGenerator json, String name, @Nullable String value) {
        if (value != null) {
            json.writeStringProperty(name, value);
        }
    }
}
