package io.productcatalog.command.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.productcatalog.command.product.Currency;
import io.productcatalog.command.product.Money;
import io.productcatalog.command.product.Violation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyJsonTest {

    @ParameterizedTest
    @CsvSource({
        "1299.00, EUR, 129900",
        "0.01, EUR, 1",
        "0.00, USD, 0",
        "1500, JPY, 1500",
        "1.234, KWD, 1234",
        "1.2345, UYW, 12345",
        "15.00, DEM, 1500",
        "9999999999999.99, EUR, 999999999999999"
    })
    void anAmountHasTheFractionDigitsOfItsCurrencyBothWays(String amount, String currency, long minorUnits) {
        List<Violation> violations = new ArrayList<>();
        Money money = new Money(minorUnits, Currency.of(currency));

        assertThat(new MoneyJson(amount, currency).read("/price", violations)).contains(money);
        assertThat(violations).isEmpty();
        assertThat(MoneyJson.of(money)).isEqualTo(new MoneyJson(amount, currency));
    }

    @ParameterizedTest
    @CsvSource({
        "1299, EUR, /price/amount",
        "1299.0, EUR, /price/amount",
        "1299.000, EUR, /price/amount",
        "15.00, JPY, /price/amount",
        "-1.00, EUR, /price/amount",
        "+1.00, EUR, /price/amount",
        "01.00, EUR, /price/amount",
        "1e2, EUR, /price/amount",
        "'1,00', EUR, /price/amount",
        "99999999999999.99, EUR, /price/amount",
        ", EUR, /price/amount",
        "1.00, eur, /price/currency",
        "1.00, XXX, /price/currency",
        "1.00, EURO, /price/currency",
        "1.00, , /price/currency"
    })
    void anyOtherAmountOrCurrencyIsRefusedByName(String amount, String currency, String pointer) {
        List<Violation> violations = new ArrayList<>();

        assertThat(new MoneyJson(amount, currency).read("/price", violations)).isEmpty();
        assertThat(violations).extracting(Violation::pointer).containsExactly(pointer);
    }
}
