package io.productcatalog.command.product;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Details that satisfy every rule. */
public final class TestProducts {

    public static final Currency EUR = Currency.of("EUR");

    private TestProducts() {}

    public static ProductDetails television() {
        return television("TV-55-OLED");
    }

    public static ProductDetails television(String sku) {
        return new ProductDetails(
                sku,
                "OLED television",
                "A television.\nIn two lines.",
                "Lumen",
                List.of("electronics/tv", "gifts"),
                new Money(129_900, EUR),
                new Money(159_900, EUR),
                new TreeMap<>(Map.of("screen", "55 in", "colour", "black")),
                List.of(new Image("https://img.example/tv.jpg", "front")),
                12,
                Status.ACTIVE);
    }
}
