package io.productcatalog.query.listing;

import io.productcatalog.query.documents.Slice;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The part of a page's answer that follows from the request and the last item alone.
 *
 * @param last the last item of the page if others follow; null if none does
 * @param json the bytes of the body behind the items, in UTF-8
 * @param link the value of the header {@code Link} to the next page; null if there is none
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
record PageEnd(@Nullable UUID last, byte[] json, @Nullable String link) {

    /** The end of a list without a next page. */
    static final PageEnd NO_NEXT = new PageEnd(null, ascii("]}"), null);

    /** @param next the parameter of the next request: a cursor, or the other ids */
    static PageEnd withNext(UUID last, String next, @Nullable String link) {
        return new PageEnd(last, ascii("],\"next\":\"" + next + "\"}"), link);
    }

    /** The item behind which the next page begins; null if none follows. */
    static @Nullable UUID last(Slice items) {
        return items.more() ? items.items().getLast().id() : null;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
