package io.productcatalog.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EveryReleasedSchemaStaysCompatibleTest {

    private static final Schema CURRENT = Contract.parse(Path.of("src/main/avro/ProductEvent.avsc"));

    static Stream<Schema> released() {
        return Contract.released().stream();
    }

    @Test
    void atLeastOneVersionIsReleased() {
        assertThat(released()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("released")
    void theCurrentSchemaIsFullyCompatibleWith(Schema version) {
        assertThat(Contract.violations(version, CURRENT)).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void aBreakingChangeIsFoundAndNamed(String change, UnaryOperator<String> edit, String sentence) {
        String before = CURRENT.toString();
        String after = edit.apply(before);
        assertThat(after).as("the edit changed something").isNotEqualTo(before);

        assertThat(Contract.violations(CURRENT, new Schema.Parser().parse(after)))
                .anySatisfy(violation -> assertThat(violation).contains(sentence));
    }

    static Stream<Arguments> aBreakingChangeIsFoundAndNamed() {
        return Stream.of(
                change("a renamed field", "\"name\":\"sku\"", "\"name\":\"article\"", "ProductEvent.product.sku"),
                change(
                        "a renamed field with a default",
                        "\"name\":\"stock\"",
                        "\"name\":\"quantity\"",
                        "product.stock"),
                change(
                        "a dropped field with a default",
                        ",{\"name\":\"stock\",\"type\":\"long\",\"default\":0}",
                        "",
                        "ProductEvent.product.stock was released and is gone"),
                change("a dropped symbol", ",\"DISCONTINUED\"", "", "product.status lost its symbol DISCONTINUED"),
                change(
                        "another type",
                        "{\"name\":\"stock\",\"type\":\"long\"",
                        "{\"name\":\"stock\",\"type\":\"int\"",
                        "ProductEvent.product.stock was LONG and is now INT"),
                change(
                        "another unit of time",
                        "{\"name\":\"createdAt\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-micros\"}",
                        "{\"name\":\"createdAt\",\"type\":{\"type\":\"long\",\"logicalType\":\"timestamp-millis\"}",
                        "product.createdAt was timestamp-micros and is now timestamp-millis"),
                change(
                        "a new field without a default",
                        "{\"name\":\"sku\",\"type\":\"string\"}",
                        "{\"name\":\"sku\",\"type\":\"string\"},{\"name\":\"weight\",\"type\":\"long\"}",
                        "ProductEvent.product.weight is new and has no default"));
    }

    private static Arguments change(String name, String from, String to, String sentence) {
        UnaryOperator<String> edit = json -> json.replace(from, to);
        return Arguments.of(name, edit, sentence);
    }

    @Test
    void aNewFieldWithADefaultIsAllowed() {
        String wider = CURRENT.toString()
                .replace(
                        "{\"name\":\"stock\"",
                        "{\"name\":\"ean\",\"type\":[\"null\",\"string\"],\"default\":null},{\"name\":\"stock\"");

        assertThat(Contract.violations(CURRENT, new Schema.Parser().parse(wider)))
                .isEmpty();
    }
}
