package io.productcatalog.query.projection;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AnnouncementTest {

    @Test
    void everyRowIsNamedAndNoTextIsTooLongForPostgres() {
        List<ProductRow> rows = Stream.generate(() -> row(UUID.randomUUID(), Long.MAX_VALUE))
                .limit(1000)
                .toList();

        List<String> texts = Announcement.texts(rows);

        assertThat(texts).allSatisfy(text -> assertThat(text).hasSizeLessThan(8000));
        assertThat(String.join(" ", texts).split(" "))
                .containsExactlyElementsOf(
                        rows.stream().map(row -> row.id() + ":" + row.version()).toList());
        assertThat(Announcement.texts(List.of())).isEmpty();
    }

    private static ProductRow row(UUID id, long version) {
        return new ProductRow(id, version, "DELETED", null, null, Collections.emptySortedSet());
    }
}
