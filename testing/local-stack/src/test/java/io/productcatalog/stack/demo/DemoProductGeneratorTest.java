package io.productcatalog.stack.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Currency;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class DemoProductGeneratorTest {

    private static final List<DemoProduct> PRODUCTS =
            DemoProductGenerator.first(1000).toList();

    @Test
    void theFirstThousandAreTheSameInEveryVersion() throws Exception {
        String lines = PRODUCTS.stream().map(product -> product.toJson() + "\n").collect(Collectors.joining());
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(lines.getBytes(StandardCharsets.UTF_8));

        assertThat(HexFormat.of().formatHex(digest))
                .isEqualTo("88b7275e601598755eea6bc20762a67b0bd9d64a37e277dedbeda46bf7cfd94a");
    }

    @Test
    void aProductDoesNotDependOnTheNumberOfProducts() {
        assertThat(DemoProductGenerator.first(1000).toList()).isEqualTo(PRODUCTS);
        assertThat(PRODUCTS.get(137).toJson())
                .isEqualTo(DemoProductGenerator.first(138).toList().getLast().toJson());
    }

    @Test
    void everySkuIsUsedOnce() {
        assertThat(PRODUCTS)
                .extracting(DemoProduct::sku)
                .doesNotHaveDuplicates()
                .allMatch(sku -> sku.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}"));
    }

    @Test
    void textsAreWithinTheLimitsOfAProduct() {
        assertThat(PRODUCTS).allSatisfy(product -> {
            assertThat(product.name()).isNotBlank().hasSizeLessThanOrEqualTo(200);
            assertThat(product.description()).isNotBlank().hasSizeLessThanOrEqualTo(10_000);
            assertThat(product.brand()).isNotBlank().hasSizeLessThanOrEqualTo(100);
            assertThat(product.categories())
                    .isNotEmpty()
                    .doesNotHaveDuplicates()
                    .hasSizeLessThanOrEqualTo(20)
                    .allMatch(category -> category.length() <= 200
                            && category.matches("[a-z0-9]+(-[a-z0-9]+)*(/[a-z0-9]+(-[a-z0-9]+)*){0,7}"));
            assertThat(product.attributes()).hasSizeBetween(1, 100);
            assertThat(product.attributes().keySet()).allMatch(key -> key.matches("[A-Za-z][A-Za-z0-9_.-]{0,62}"));
            assertThat(product.attributes().values()).allMatch(value -> !value.isBlank() && value.length() <= 500);
            assertThat(product.images()).hasSizeBetween(1, 20).allSatisfy(image -> {
                assertThat(image.url()).matches("https://\\S{1,1992}");
                assertThat(image.alt()).hasSizeLessThanOrEqualTo(300);
            });
            assertThat(product.stock()).isBetween(0L, 1_000_000_000L);
        });
    }

    @Test
    void pricesHaveExactlyTheirCurrencysFractionDigits() {
        assertThat(PRODUCTS).allSatisfy(product -> {
            int digits = Currency.getInstance(product.currency()).getDefaultFractionDigits();
            assertThat(product.price().scale()).isEqualTo(digits);
            assertThat(product.price()).isPositive();
            product.listPrice().ifPresent(listPrice -> {
                assertThat(listPrice.scale()).isEqualTo(digits);
                assertThat(listPrice).isGreaterThan(product.price());
            });
        });
        assertThat(PRODUCTS).extracting(DemoProduct::currency).contains("EUR", "USD", "GBP", "CHF", "JPY");
    }

    @Test
    void mostAreOnSaleAndEveryStatusOccurs() {
        assertThat(PRODUCTS)
                .filteredOn(product -> product.status().equals("ACTIVE"))
                .hasSizeBetween(850, 950);
        assertThat(PRODUCTS).extracting(DemoProduct::status).contains("DRAFT", "DISCONTINUED");
    }

    @Test
    void theJsonIsThatOfTheCommandService() {
        DemoProduct product = PRODUCTS.getFirst();

        assertThat(product.toJson())
                .startsWith("{\"sku\":\"" + product.sku() + "\",\"name\":\"")
                .contains("\"price\":{\"amount\":\"" + product.price().toPlainString() + "\",\"currency\":\""
                        + product.currency() + "\"}")
                .endsWith("\"stock\":" + product.stock() + ",\"status\":\"" + product.status() + "\"}");
        assertThat(product.price()).isGreaterThan(BigDecimal.ZERO);
    }
}
