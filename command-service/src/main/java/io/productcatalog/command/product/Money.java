package io.productcatalog.command.product;

import java.math.BigDecimal;

/**
 * An amount of money.
 *
 * @param minorUnits the amount in the smallest unit of the currency (ISO 4217 exponent), from 0 to
 *     {@link #MAX_MINOR_UNITS}
 */
public record Money(long minorUnits, Currency currency) {

    /** An IEEE double can hold it exactly, so no client loses a cent. */
    public static final long MAX_MINOR_UNITS = 999_999_999_999_999L;

    public Money {
        if (minorUnits < 0 || minorUnits > MAX_MINOR_UNITS) {
            throw new IllegalArgumentException("amount out of range");
        }
    }

    /** The amount in the main unit of the currency, with the currency's number of fraction digits, such as 1299.00. */
    public String amount() {
        return BigDecimal.valueOf(minorUnits, currency.fractionDigits()).toPlainString();
    }
}
