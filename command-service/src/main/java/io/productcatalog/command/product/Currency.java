package io.productcatalog.command.product;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;

/**
 * A currency of ISO 4217, by the list of the event contract ({@code iso-4217.properties}). The JDK's list is not used: it
 * does not tell which currencies are historic, and changes with the JDK.
 *
 * @param code three capital letters
 * @param fractionDigits of an amount, 0 to 4
 * @param historic whether it can be no new price any more
 */
public record Currency(String code, int fractionDigits, boolean historic) {

    private static final Map<String, Currency> ALL = all();

    /** The currency with this code, historic or not. */
    public static Optional<Currency> find(String code) {
        return Optional.ofNullable(ALL.get(code));
    }

    /**
     * The currency with this code, historic or not.
     *
     * @throws IllegalArgumentException when there is no such currency
     */
    public static Currency of(String code) {
        return find(code).orElseThrow(() -> new IllegalArgumentException(code + " is not a currency"));
    }

    private static Map<String, Currency> all() {
        Properties list = new Properties();
        try (InputStream file = Currency.class.getResourceAsStream("/iso-4217.properties")) {
            list.load(Objects.requireNonNull(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return list.stringPropertyNames().stream()
                .map(code -> parse(code, list.getProperty(code)))
                .collect(Collectors.toUnmodifiableMap(Currency::code, currency -> currency));
    }

    private static Currency parse(String code, String value) {
        String[] digitsAndStatus = value.split(",", 2);
        return new Currency(code, Integer.parseInt(digitsAndStatus[0]), digitsAndStatus.length == 2);
    }
}
