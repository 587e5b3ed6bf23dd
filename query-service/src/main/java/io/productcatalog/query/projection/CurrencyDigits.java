package io.productcatalog.query.projection;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * The fraction digits of the currencies of ISO 4217, also of historic ones, by the list of the event contract ({@code
 * iso-4217.properties}).
 */
final class CurrencyDigits {

    private static final Map<String, Integer> DIGITS = digits();

    private CurrencyDigits() {}

    /** @throws IllegalArgumentException when there is no such currency */
    static int of(String code) {
        Integer digits = DIGITS.get(code);
        if (digits == null) {
            throw new IllegalArgumentException(code + " is not a currency with amounts");
        }
        return digits;
    }

    private static Map<String, Integer> digits() {
        Properties list = new Properties();
        try (InputStream file = CurrencyDigits.class.getResourceAsStream("/iso-4217.properties")) {
            list.load(Objects.requireNonNull(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return list.stringPropertyNames().stream()
                .collect(Collectors.toUnmodifiableMap(
                        code -> code,
                        code -> Integer.parseInt(list.getProperty(code).split(",", 2)[0])));
    }
}
