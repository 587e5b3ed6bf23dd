package io.productcatalog.query.invalidation;

import io.productcatalog.query.projection.ProductRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What a transaction tells all replicas about the rows it has stored: {@code id:version} of each, separated by spaces, with a
 * {@code !} behind those that listings show or hide since.
 */
public final class InvalidationMessage {

    /** At most 58 bytes each; PostgreSQL takes less than 8000 at once. */
    private static final int ROWS_AT_ONCE = 130;

    private InvalidationMessage() {}

    public static List<String> texts(List<ProductRow> rows, Set<UUID> arranged) {
        List<String> texts = new ArrayList<>();
        for (int from = 0; from < rows.size(); from += ROWS_AT_ONCE) {
            texts.add(rows.subList(from, Math.min(rows.size(), from + ROWS_AT_ONCE)).stream()
                    .map(row -> row.id() + ":" + row.version() + (arranged.contains(row.id()) ? "!" : ""))
                    .collect(Collectors.joining(" ")));
        }
        return texts;
    }
}
