package io.productcatalog.command.product;

import static io.productcatalog.command.product.TestProducts.EUR;
import static io.productcatalog.command.product.TestProducts.television;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProductRulesTest {

    record Case(String pointer, ProductDetails details) {}

    @Test
    void aProductWithinEveryLimitIsAllowed() {
        assertThat(ProductRules.violations(television())).isEmpty();
        assertThat(ProductRules.violations(named("n".repeat(200)))).isEmpty();
        assertThat(ProductRules.violations(named("\uD83D\uDE00".repeat(200)))).isEmpty();
        assertThat(ProductRules.violations(in("a/b/c/d/e/f/g/h"))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource
    void eachLimitIsEnforcedAndNamed(Case broken) {
        assertThat(ProductRules.violations(broken.details()))
                .extracting(Violation::pointer)
                .contains(broken.pointer());
    }

    static Stream<Case> eachLimitIsEnforcedAndNamed() {
        return Stream.of(
                new Case("/sku", television("")),
                new Case("/sku", television("-x")),
                new Case("/sku", television("a b")),
                new Case("/sku", television("s".repeat(65))),
                new Case("/name", named("")),
                new Case("/name", named("  ")),
                new Case("/name", named("\u00a0\u200b")),
                new Case("/name", named("n".repeat(201))),
                new Case("/name", named("with\u0000nul")),
                new Case("/name", named("two\nlines")),
                new Case("/name", named("half \uD83D of a pair")),
                new Case("/categories/0", in("Electronics")),
                new Case("/categories/0", in("/tv")),
                new Case("/categories/0", in("tv/")),
                new Case("/categories/0", in("a//b")),
                new Case("/categories/0", in("a/b/c/d/e/f/g/h/i")),
                new Case("/categories/0", in("c".repeat(201))),
                new Case("/categories/1", in("tv", "tv")),
                new Case("/categories", in(many(21).toArray(String[]::new))),
                new Case("/attributes/1st", with("1st", "x")),
                new Case("/attributes/a~1b", with("a/b", "x")),
                new Case("/attributes/a", with("a", "v".repeat(501))),
                new Case(
                        "/attributes",
                        attributes(many(101)
                                .collect(Collectors.toMap(name -> name, name -> "x", (a, b) -> a, TreeMap::new)))),
                new Case("/images/0/url", showing("ftp://img.example/x")),
                new Case("/images/0/url", showing("javascript:alert(1)")),
                new Case("/images/0/url", showing("https://")),
                new Case("/images/0/url", showing("https://img.example:99999/x")),
                new Case("/images/0/url", showing("https://img.example:65536/x")),
                new Case("/images/0/url", showing("https://img.example:x/x")),
                new Case("/images/0/url", showing("https://:80/x")),
                new Case("/images/0/url", showing("https:/img.example/x")),
                new Case("/images/0/url", showing("//img.example/x")),
                new Case("/images/0/url", showing("https://a..b/x")),
                new Case("/images/0/url", showing("https://img.example/" + "x".repeat(2_000))),
                new Case("/price/currency", priced("DEM")),
                new Case("/price/currency", priced("BGN")),
                new Case("/stock", television().withStock(-1)),
                new Case("/stock", television().withStock(1_000_000_001)),
                new Case("/listPrice/currency", television().withPrice(new Money(1, Currency.of("USD")))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://img.example/x",
                "HTTPS://IMG.EXAMPLE/x",
                "Http://img_1.example/x",
                "https://img.example:65535/x",
                "https://img.example:/x",
                "https://10.0.0.1/x?y=z#a",
                "https://[::1]:8443/x",
                "https://cdn/x"
            })
    void everyWebAddressIsAccepted(String url) {
        assertThat(ProductRules.violations(showing(url))).isEmpty();
    }

    @Test
    void theElementsOfAListThatIsTooLongAreNotChecked() {
        assertThat(ProductRules.violations(
                        in(many(62_000).map(name -> name + "!").toArray(String[]::new))))
                .containsExactly(new Violation("/categories", "must be at most 20"));
    }

    @Test
    void aHistoricCurrencyCanOnlyBeKept() {
        assertThat(ProductRules.violations(priced("HRK"), Currency.of("HRK"))).isEmpty();
        assertThat(ProductRules.violations(priced("HRK"), Currency.of("EUR")))
                .containsExactly(new Violation("/price/currency", "is no longer in use"));
        assertThat(ProductRules.violations(priced("UYW"))).isEmpty();
    }

    private static ProductDetails priced(String currency) {
        return new ProductDetails(
                "SKU-1",
                "x",
                null,
                null,
                List.of(),
                new Money(1, Currency.of(currency)),
                null,
                Collections.emptySortedMap(),
                List.of(),
                0,
                Status.DRAFT);
    }

    private static Stream<String> many(int count) {
        return IntStream.range(0, count).mapToObj(i -> "c" + i);
    }

    private static ProductDetails named(String name) {
        return details(name, List.of(), Collections.emptySortedMap(), List.of());
    }

    private static ProductDetails in(String... categories) {
        return details("x", List.of(categories), Collections.emptySortedMap(), List.of());
    }

    private static ProductDetails with(String attribute, String value) {
        return attributes(new TreeMap<>(Map.of(attribute, value)));
    }

    private static ProductDetails attributes(SortedMap<String, String> attributes) {
        return details("x", List.of(), attributes, List.of());
    }

    private static ProductDetails showing(String url) {
        return details("x", List.of(), Collections.emptySortedMap(), List.of(new Image(url, null)));
    }

    private static ProductDetails details(
            String name, List<String> categories, SortedMap<String, String> attributes, List<Image> images) {
        return new ProductDetails(
                "SKU-1", name, null, null, categories, new Money(1, EUR), null, attributes, images, 0, Status.DRAFT);
    }
}
