package io.productcatalog.command.web;

import io.productcatalog.command.product.Currency;
import io.productcatalog.command.product.Money;
import io.productcatalog.command.product.Violation;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An amount of money in the HTTP API.
 *
 * @param amount a decimal number as text, with the number of fraction digits of the currency
 * @param currency the ISO 4217 code
 */
record MoneyJson(@Nullable String amount, @Nullable String currency) {

    private static final Pattern AMOUNT = Pattern.compile("(0|[1-9][0-9]{0,14})(\\.[0-9]{1,4})?");

    static MoneyJson of(Money money) {
        return new MoneyJson(money.amount(), money.currency().code());
    }

    /** The money. If it is invalid, the result is empty and a violation is added. */
    Optional<Money> read(String pointer, List<Violation> violations) {
        Optional<Currency> known = Optional.ofNullable(currency).flatMap(Currency::find);
        if (known.isEmpty()) {
            violations.add(new Violation(pointer + "/currency", "must be an ISO 4217 code such as EUR"));
            return Optional.empty();
        }
        int digits = known.get().fractionDigits();
        if (amount == null || !AMOUNT.matcher(amount).matches() || new BigDecimal(amount).scale() != digits) {
            violations.add(new Violation(
                    pointer + "/amount",
                    "must be a decimal number, as text, with exactly " + digits + " fraction digits for " + currency));
            return Optional.empty();
        }
        BigDecimal minorUnits = new BigDecimal(amount).movePointRight(digits);
        if (minorUnits.compareTo(BigDecimal.valueOf(Money.MAX_MINOR_UNITS)) > 0) {
            violations.add(new Violation(pointer + "/amount", "is too large"));
            return Optional.empty();
        }
        return Optional.of(new Money(minorUnits.longValueExact(), known.get()));
    }
}
