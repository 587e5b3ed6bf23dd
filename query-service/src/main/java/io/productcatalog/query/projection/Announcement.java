package io.productcatalog.query.projection;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a transaction tells all replicas about the rows it has stored: {@code id:version} of each, separated by spaces.
 */
final class Announcement {

    /** At most 57 bytes each; PostgreSQL takes less than 8000 at once. */
    private static final int ROWS_AT_ONCE = 130;

    private Announcement() {}

    static List<String> texts(List<ProductRow> rows) {
        List<String> texts = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += ROWS_AT_ONCE) {
            texts.add(rows.subList(from, Math.min(rows.size(), from + ROWS_AT_ONCE)).stream()
                    .map(row -> row.id() + ":" + row.version())
                    .collect(Collectors.joining(" ")));
        }
        return texts;
    }
}
