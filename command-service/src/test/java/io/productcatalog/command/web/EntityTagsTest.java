package io.productcatalog.command.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"3\"",
                " \"3\" ",
                "\"1\", \"3\"",
                "\"1\",\"x\",\"3\"",
                "*",
                "W/\"1\", \"3\"",
                "\"3\",",
                ",, \"3\" ,\t,",
                "\"3-5f2a90c1\"",
                "\"1-5f2a90c1\",\"3-0\""
            })
    void theVersionIsAllowed(String header) {
        assertThat(EntityTags.parse(List.of(header)))
                .hasValueSatisfying(tags -> assertThat(tags.allow(3)).isTrue());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"2\"",
                "W/\"3\"",
                "W/\"3-5f2a90c1\"",
                "\"03\"",
                "\"33\"",
                "\"-3\"",
                "\"x\"",
                "\"\"",
                "",
                ",",
                "\"99999999999999999999\""
            })
    void theVersionIsNotAllowed(String header) {
        assertThat(EntityTags.parse(List.of(header)))
                .hasValueSatisfying(tags -> assertThat(tags.allow(3)).isFalse());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"3\"", "W/\"3\"", "*", "\"1\", W/\"3\"", ",\"3\","})
    void theVersionIsContained(String header) {
        assertThat(EntityTags.parse(List.of(header)))
                .hasValueSatisfying(tags -> assertThat(tags.contain(3)).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2\"", "\"3-5f2a90c1\"", "\"\"", "", ","})
    void theVersionIsNotContained(String header) {
        assertThat(EntityTags.parse(List.of(header)))
                .hasValueSatisfying(tags -> assertThat(tags.contain(3)).isFalse());
    }

    @Test
    void allLinesOfTheHeaderAreOneList() {
        assertThat(EntityTags.parse(List.of("\"1\"", "\"3\"")))
                .hasValueSatisfying(tags -> assertThat(tags.allow(3)).isTrue());
    }

    @Test
    void aLongListIsReadToItsEnd() {
        String header = "\"1\", ".repeat(4_000) + "\"3\"";

        assertThat(EntityTags.parse(List.of(header)))
                .hasValueSatisfying(tags -> assertThat(tags.allow(3)).isTrue());
        assertThat(EntityTags.parse(List.of(header + " x"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"3", "\"3", "\"3\"x", "**", "*, \"3\"", "\"3\" \"4\"", "w/\"3\"", "W/", "W/ \"3\""})
    void theHeaderIsMalformed(String header) {
        assertThat(EntityTags.parse(List.of(header))).isEmpty();
    }
}
