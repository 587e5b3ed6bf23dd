package io.productcatalog.query.invalidation;

import static org.assertj.core.api.Assertions.assertThat;

import io.productcatalog.query.projection.ProductRow;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InvalidationMessageTest {

    @Test
    void everyRowIsNamedAndNoTextIsTooLongForPostgres() {
        List<ProductRow> rows = Stream.generate(() -> row(UUID.randomUUID(), Long.MAX_VALUE))
                .limit(1000)
                .toList();

        Set<UUID> arranged = Set.of(rows.getFirst().id(), rows.getLast().id());

        List<String> texts = InvalidationMessage.texts(rows, arranged);

        assertThat(texts).allSatisfy(text -> assertThat(text).hasSizeLessThan(8000));
        assertThat(String.join(" ", texts).split(" "))
                .containsExactlyElementsOf(rows.stream()
                        .map(row -> row.id() + ":" + row.version() + (arranged.contains(row.id()) ? "!" : ""))
                        .toList());
        assertThat(InvalidationMessage.texts(List.of(), Set.of())).isEmpty();
    }

    private static ProductRow row(UUID id, long version) {
        return new ProductRow(id, version, "DELETED", null, null, Collections.emptySortedSet());
    }
}
