package io.productcatalog.query.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.tuple;

import io.productcatalog.events.EventType;
import io.productcatalog.events.Image;
import io.productcatalog.events.Money;
import io.productcatalog.events.Product;
import io.productcatalog.events.ProductStatus;
import io.productcatalog.query.testing.Products;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProjectorTest {

    private final UUID id = UUID.fromString("0198f1c2-0000-7000-8000-000000000001");
    private final Product product = Products.product(id);

    @Test
    void theDocumentHasEveryFieldInOrder() {
        product.setDescription("Ünïcode & \"quotes\"");
        product.setBrand("Acme");
        product.setListPrice(new Money(159_900L, "EUR"));
        product.setAttributes(Map.of("weight", "12 kg", "screen", "55 in"));
        product.setImages(
                List.of(new Image("https://img.example/1.jpg", "front"), new Image("https://img.example/2.jpg", null)));
        product.setCreatedAt(Instant.parse("2026-03-01T10:00:00Z"));

        assertThat(document()).isEqualTo("""
                {"id":"0198f1c2-0000-7000-8000-000000000001","sku":"SKU-0198f1c2-0000-7000-8000-000000000001",\
                "name":"Television","description":"Ünïcode & \\"quotes\\"","brand":"Acme","categories":["electronics/tv"],\
                "price":{"amount":"1299.00","currency":"EUR"},"listPrice":{"amount":"1599.00","currency":"EUR"},\
                "attributes":{"screen":"55 in","weight":"12 kg"},\
                "images":[{"url":"https://img.example/1.jpg","alt":"front"},{"url":"https://img.example/2.jpg"}],\
                "stock":12,"status":"ACTIVE","version":7,\
                "createdAt":"2026-03-01T10:00:00.000000Z","updatedAt":"2026-03-01T10:15:30.123456Z"}""");
    }

    @Test
    void absentFieldsAreLeftOutAndEmptyOnesAreWritten() {
        assertThat(document())
                .doesNotContain("description", "brand", "listPrice", "null")
                .contains("\"attributes\":{}", "\"images\":[]");
    }

    @ParameterizedTest
    @CsvSource({
        "129900,EUR,1299.00",
        "5,EUR,0.05",
        "1299,JPY,1299",
        "1299,KWD,1.299",
        "0,USD,0.00",
        "12345,UYW,1.2345",
        "5,BGN,0.05"
    })
    void amountsHaveTheFractionDigitsOfTheirCurrency(long minorUnits, String currency, String amount) {
        product.setPrice(new Money(minorUnits, currency));
        assertThat(document()).contains("{\"amount\":\"" + amount + "\",\"currency\":\"" + currency + "\"}");
    }

    @Test
    void aProductIsFoundUnderItsCategoriesAndAllTheirAncestors() {
        product.setCategories(List.of("electronics/tv/oled", "electronics/audio", "gifts"));
        assertThat(Projector.row(Products.event(id, 1, product)).categories())
                .containsExactly("electronics", "electronics/audio", "electronics/tv", "electronics/tv/oled", "gifts");
    }

    @ParameterizedTest
    @EnumSource(value = ProductStatus.class, mode = EnumSource.Mode.EXCLUDE, names = "ACTIVE")
    void aProductThatIsNotOnSaleKeepsItsVersionAndNoDocument(ProductStatus status) {
        product.setStatus(status);
        ProductRow row = Projector.row(Products.event(id, 4, product));

        assertThat(row.version()).isEqualTo(4);
        assertThat(row.state()).isEqualTo(status.name());
        assertThat(row.document()).isNull();
        assertThat(row.categories()).isEmpty();
    }

    @Test
    void aDeletionLeavesAVersionedTombstone() {
        ProductRow row = Projector.row(Products.deleted(id, 5));

        assertThat(row)
                .extracting(ProductRow::version, ProductRow::state, ProductRow::sku, ProductRow::document)
                .containsExactly(5L, "DELETED", null, null);
    }

    @Test
    void anEventOfAnUnknownTypeIsProjectedByTheStateItCarries() {
        assertThat(Projector.row(Products.base(id, 2)
                                .setType(EventType.UNKNOWN)
                                .setProduct(product)
                                .build())
                        .state())
                .isEqualTo("ACTIVE");
        assertThat(Projector.row(Products.base(id, 3).setType(EventType.UNKNOWN).build())
                        .state())
                .isEqualTo("DELETED");
    }

    @Test
    void anEventThatGivesNoRowIsRefused() {
        assertRefused(() ->
                Projector.row(Products.base(id, 2).setType(EventType.UPDATED).build()));
        assertRefused(() -> Projector.row(Products.active(id, 0)));
        assertRefused(() -> Projector.row(Products.base(id, 1)
                .setProductId("1-1-1-1-1")
                .setProduct(product)
                .build()));
        product.setPrice(new Money(1L, "XXX"));
        assertRefused(() -> Projector.row(Products.event(id, 1, product)));
        product.setPrice(new Money(1L, "EUR"));
        product.setSku("nul\0");
        assertRefused(() -> Projector.row(Products.event(id, 1, product)));
    }

    @Test
    void onlyTheHighestVersionOfEachProductIsLeft() {
        UUID other = UUID.fromString("0198f1c2-0000-7000-8000-000000000000");
        List<ProductRow> rows = Projector.collapse(List.of(
                Projector.row(Products.active(id, 2)),
                Projector.row(Products.deleted(id, 3)),
                Projector.row(Products.active(other, 1)),
                Projector.row(Products.active(id, 1)),
                Projector.row(Products.deleted(id, 3))));

        assertThat(rows)
                .extracting(ProductRow::id, ProductRow::version)
                .containsExactly(tuple(other, 1L), tuple(id, 3L));
    }

    private static void assertRefused(ThrowingCallable projection) {
        assertThatIllegalArgumentException().isThrownBy(projection);
    }

    private String document() {
        return new String(Projector.row(Products.event(id, 7, product)).document(), StandardCharsets.UTF_8);
    }
}
