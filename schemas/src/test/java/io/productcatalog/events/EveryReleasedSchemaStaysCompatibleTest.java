package io.productcatalog.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A schema is released by a copy in the directory {@code released}, where it then stays unchanged. */
class EveryReleasedSchemaStaysCompatibleTest {

    private static final Schema CURRENT = Contract.parse(Path.of("src/main/avro/ProductEvent.avsc"));

    static List<Path> released() {
        return Contract.released();
    }

    @Test
    void atLeastOneVersionIsReleased() {
        assertThat(released()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("released")
    void theCurrentSchemaBreaksNoSubscriberOf(Path version) {
        assertThat(Contract.breaches(Contract.parse(version), CURRENT))
                .as("ProductEvent.avsc would break subscribers that use %s", version)
                .isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void aBreakingChangeIsReported(String change, String from, String to, String sentence) {
        assertThat(Contract.breaches(CURRENT, changed(from, to))).contains(sentence);
    }

    static Stream<Arguments> aBreakingChangeIsReported() {
        return Stream.of(
                Arguments.of(
                        "a renamed field",
                        "\"name\":\"sku\"",
                        "\"name\":\"article\"",
                        "Product.sku is missing. Subscribers may use it. Keep it, and add a new field beside it."),
                Arguments.of(
                        "a dropped field that has a default, which Avro allows",
                        ",{\"name\":\"stock\",\"type\":\"long\",\"default\":0}",
                        "",
                        "Product.stock is missing. Subscribers may use it. Keep it, and add a new field beside it."),
                Arguments.of(
                        "a new field without a default",
                        "{\"name\":\"sku\",\"type\":\"string\"}",
                        "{\"name\":\"sku\",\"type\":\"string\"},{\"name\":\"weight\",\"type\":\"long\"}",
                        "Product.weight is new and has no default, so older events cannot be read. Give it a default."),
                Arguments.of(
                        "another type",
                        "{\"name\":\"stock\",\"type\":\"long\"",
                        "{\"name\":\"stock\",\"type\":\"int\"",
                        "Product.stock was long and is now int. Keep its type, and add a new field beside it."),
                Arguments.of(
                        "another type of elements",
                        "{\"name\":\"categories\",\"type\":{\"type\":\"array\",\"items\":\"string\"}",
                        "{\"name\":\"categories\",\"type\":{\"type\":\"array\",\"items\":\"long\"}",
                        "An element of Product.categories was string and is now long. "
                                + "Keep its type, and add a new field beside it."),
                Arguments.of(
                        "another unit of time",
                        "{\"name\":\"createdAt\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}",
                        "{\"name\":\"createdAt\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}",
                        "Product.createdAt was timestamp-micros and is now timestamp-millis. "
                                + "Keep its type, and add a new field beside it."),
                Arguments.of(
                        "a field that becomes optional",
                        "{\"name\":\"sku\",\"type\":\"string\"}",
                        "{\"name\":\"sku\",\"type\":[\"null\",\"string\"],\"default\":null}",
                        "Product.sku was string and is now null or string. "
                                + "Keep its type, and add a new field beside it."),
                Arguments.of(
                        "an optional field that becomes required",
                        "{\"name\":\"brand\",\"type\":[\"null\",\"string\"],\"default\":null}",
                        "{\"name\":\"brand\",\"type\":[\"string\"],\"default\":\"\"}",
                        "Product.brand can no longer be null. Keep its type, and add a new field beside it."),
                Arguments.of(
                        "a field that may also be something else",
                        "{\"name\":\"brand\",\"type\":[\"null\",\"string\"]",
                        "{\"name\":\"brand\",\"type\":[\"null\",\"string\",\"long\"]",
                        "Product.brand can now be long, which subscribers cannot read. "
                                + "Keep its type, and add a new field beside it."),
                Arguments.of(
                        "a renamed record",
                        "\"Money\"",
                        "\"Amount\"",
                        "Product.price was io.productcatalog.events.Money and is now io.productcatalog.events.Amount. "
                                + "Keep its type, and add a new field beside it."),
                Arguments.of(
                        "another namespace",
                        "\"namespace\":\"io.productcatalog.events\"",
                        "\"namespace\":\"io.productcatalog\"",
                        "The event was io.productcatalog.events.ProductEvent "
                                + "and is now io.productcatalog.ProductEvent. "
                                + "Keep its type, and add a new field beside it."),
                Arguments.of(
                        "a dropped symbol",
                        ",\"DISCONTINUED\"",
                        "",
                        "ProductStatus lost its symbol DISCONTINUED. Keep it, even if it is no longer written."),
                Arguments.of(
                        "a dropped default of symbols",
                        "\"DISCONTINUED\"],\"default\":\"UNKNOWN\"}",
                        "\"DISCONTINUED\"]}",
                        "ProductStatus had the default UNKNOWN and now has null. "
                                + "Keep it: readers need it for unknown symbols."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void aCompatibleChangeIsAllowed(String change, String from, String to) {
        assertThat(Contract.breaches(CURRENT, changed(from, to))).isEmpty();
    }

    static Stream<Arguments> aCompatibleChangeIsAllowed() {
        return Stream.of(
                Arguments.of(
                        "a new field with a default",
                        "{\"name\":\"stock\"",
                        "{\"name\":\"ean\",\"type\":[\"null\",\"string\"],\"default\":null},{\"name\":\"stock\""),
                Arguments.of("a new symbol", "\"DISCONTINUED\"]", "\"DISCONTINUED\",\"ARCHIVED\"]"),
                Arguments.of("another comment", "ISO 4217 code.", "Code of ISO 4217."));
    }

    private static Schema changed(String from, String to) {
        String before = CURRENT.toString();
        assertThat(before).contains(from);
        return new Schema.Parser().parse(before.replace(from, to));
    }
}
