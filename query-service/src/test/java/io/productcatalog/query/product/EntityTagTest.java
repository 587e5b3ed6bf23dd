package io.productcatalog.query.product;

import static org.assertj.core.api.Assertions.assertThat;

import io.productcatalog.query.documents.Document;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EntityTagTest {

    private final EntityTag tag = new EntityTag("\"3\"");

    @Test
    void aDocumentThatIsRenderedDifferentlyHasAnotherTagInTheSameVersion() {
        assertThat(tagOf(3, "{}")).isEqualTo(tagOf(3, "{}"));
        assertThat(tagOf(3, "{}")).isNotEqualTo(tagOf(3, "[]"));
        assertThat(tagOf(3, "{}")).isNotEqualTo(tagOf(4, "{}"));
    }

    private static EntityTag tagOf(long version, String json) {
        return EntityTag.of(new Document(new UUID(0, 1), version, json.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void ifMatchComparesStrongly() {
        assertThat(tag.isMatchedBy(List.of("\"1\", \"3\""))).isTrue();
        assertThat(tag.isMatchedBy(List.of("*"))).isTrue();
        assertThat(tag.isMatchedBy(List.of("W/\"3\""))).isFalse();
        assertThat(tag.isMatchedBy(List.of("\"1\""))).isFalse();
    }

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
