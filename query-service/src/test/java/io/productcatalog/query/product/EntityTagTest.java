package io.productcatalog.query.product;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagTest {

    private final EntityTag tag = EntityTag.of(3);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"3\"",
                "W/\"3\"",
                "*",
                " * ",
                "\"1\",\"3\"",
                "\"1\" , W/\"3\" ,\"4\"",
                ", ,\"3\"",
                "\"a,b\", \"3\""
            })
    void aHeaderThatNamesTheTagMatches(String header) {
        assertThat(tag.isAmong(List.of(header))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"2\"", "3", "", "\"3", "w/\"3\"", "\"33\"", "\"1\" \"3\"", "\"*\"", "\"x \"3\""})
    void anyOtherHeaderDoesNotMatch(String header) {
        assertThat(tag.isAmong(List.of(header))).isFalse();
    }

    @Test
    void everyHeaderLineIsSearched() {
        assertThat(tag.isAmong(List.of("\"1\"", "\"3\""))).isTrue();
        assertThat(tag.isAmong(List.of())).isFalse();
    }
}
