package io.productcatalog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.productcatalog.command.product.Currency;
import io.productcatalog.command.product.Money;
import io.productcatalog.command.product.TestProducts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.dao.TransientDataAccessResourceException;
import tools.jackson.databind.json.JsonMapper;

class DetailsJsonTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    /** What each release has stored. A file is never changed: the rows that it stands for are not changed either. */
    static Stream<Resource> releases() throws IOException {
        return Stream.of(new PathMatchingResourcePatternResolver().getResources("classpath:stored-details/*.json"));
    }

    @ParameterizedTest
    @MethodSource("releases")
    void whatEachReleaseHasStoredIsReadWithoutALoss(Resource stored) throws IOException {
        String json = stored.getContentAsString(StandardCharsets.UTF_8);

        String again = DetailsJson.write(DetailsJson.read(json));

        assertThat(JSON.readTree(again)).isEqualTo(JSON.readTree(json));
    }

    @Test
    void whatANewerReleaseHasStoredIsNotReadWithoutItsNewFields() {
        String newer = DetailsJson.write(TestProducts.television()).replace("\"sku\"", "\"channels\":[],\"sku\"");

        assertThatExceptionOfType(TransientDataAccessResourceException.class)
                .isThrownBy(() -> DetailsJson.read(newer))
                .withMessageContaining("channels");
    }

    @Test
    void aCurrencyIsStoredAsItsCode() {
        assertThat(DetailsJson.writePrice(new Money(12345, Currency.of("UYW"))))
                .isEqualTo("{\"minorUnits\":12345,\"currency\":\"UYW\"}");
    }
}
