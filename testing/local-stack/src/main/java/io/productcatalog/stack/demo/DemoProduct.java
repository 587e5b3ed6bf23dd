package io.productcatalog.stack.demo;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** A demo product, with the fields that the command service accepts. */
record DemoProduct(
        String sku,
        String name,
        String description,
        String brand,
        List<String> categories,
        BigDecimal price,
        Optional<BigDecimal> listPrice,
        String currency,
        SortedMap<String, String> attributes,
        List<Image> images,
        long stock,
        String status) {

    record Image(String url, String alt) {}

    String toJson() {
        Json json = new Json()
                .text("sku", sku)
                .text("name", name)
                .text("description", description)
                .text("brand", brand)
                .raw("categories", Json.array(categories.stream().map(Json::quoted)))
                .raw("price", money(price));
        listPrice.ifPresent(amount -> json.raw("listPrice", money(amount)));
        return json.raw("attributes", attributesJson())
                .raw("images", Json.array(images.stream().map(DemoProduct::imageJson)))
                .raw("stock", Long.toString(stock))
                .text("status", status)
                .end();
    }

    private String money(BigDecimal amount) {
        return new Json()
                .text("amount", amount.toPlainString())
                .text("currency", currency)
                .end();
    }

    private String attributesJson() {
        Json json = new Json();
        for (Map.Entry<String, String> attribute : attributes.entrySet()) {
            json.text(attribute.getKey(), attribute.getValue());
        }
        return json.end();
    }

    private static String imageJson(Image image) {
        return new Json().text("url", image.url()).text("alt", image.alt()).end();
    }
}
