package io.productcatalog.command.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IfMatchTest {

    @ParameterizedTest
    @ValueSource(strings = {"\"3\"", " \"3\" ", "\"1\", \"3\"", "\"1\",\"x\",\"3\"", "*", "W/\"1\", \"3\""})
    void theVersionIsAccepted(String header) {
        assertThat(IfMatch.parse(header))
                .hasValueSatisfying(versions -> assertThat(versions.test(3)).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2\"", "W/\"3\"", "\"03\"", "\"x\"", "\"\"", "\"99999999999999999999\""})
    void theVersionIsNotAccepted(String header) {
        assertThat(IfMatch.parse(header))
                .hasValueSatisfying(versions -> assertThat(versions.test(3)).isFalse());
    }

    @Test
    void aLongListIsReadToItsEnd() {
        String header = "\"1\", ".repeat(4_000) + "\"3\"";

        assertThat(IfMatch.parse(header))
                .hasValueSatisfying(versions -> assertThat(versions.test(3)).isTrue());
        assertThat(IfMatch.parse(header + ",")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "3", "\"3", "\"3\",", "**", "\"3\" \"4\"", "w/\"3\""})
    void theHeaderIsMalformed(String header) {
        assertThat(IfMatch.parse(header)).isEmpty();
    }
}
