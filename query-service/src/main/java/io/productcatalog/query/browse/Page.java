package io.productcatalog.query.browse;

import io.productcatalog.query.document.Slice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A list as it is answered.
 *
 * @param next the next page's cursor; null on the last page
 */
record Page(Slice items, @Nullable String next) {

    private static final byte[] BEGIN = ascii("{\"items\":[");
    private static final byte[] END = ascii("]}");

    /** {@code {"items":[…],"next":"…"}} in UTF-8. */
    byte[] json() {
        byte[] end = next == null ? END : ascii("],\"next\":\"" + next + "\"}");
        return ByteBuffer.allocate(BEGIN.length + items.json().length + end.length)
                .put(BEGIN)
                .put(items.json())
                .put(end)
                .array();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
