package io.productcatalog.query.listing;

import io.productcatalog.query.documents.Slice;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A list as it is answered: {@code {"items":[…],"next":"…"}} in UTF-8.
 *
 * @param end what follows the items
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record Page(Slice items, byte[] end) {

    static final byte[] BEGIN = ascii("{\"items\":[");
    private static final byte[] END = ascii("]}");

    /** @param next the next page's cursor; null on the last page */
    static Page of(Slice items, @Nullable String next) {
        return new Page(items, next == null ? END : ascii("],\"next\":\"" + next + "\"}"));
    }

    byte[] json() {
        return ByteBuffer.allocate(length())
                .put(BEGIN)
                .put(items.json())
                .put(end)
                .array();
    }

    int length() {
        return BEGIN.length + items.json().length + end.length;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
