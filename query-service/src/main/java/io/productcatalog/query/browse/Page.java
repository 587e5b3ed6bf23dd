package io.productcatalog.query.browse;

import io.productcatalog.query.document.Document;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A list as it is answered.
 *
 * @param next the next page's cursor; null on the last page
 */
record Page(List<Document> items, @Nullable String next) {

    /** {@code {"items":[…],"next":"…"}} in UTF-8, made of the stored bytes as they are. */
    byte[] json() {
        int size = 64 + items.stream().mapToInt(item -> item.json().length + 1).sum();
        ByteArrayOutputStream body = new ByteArrayOutputStream(size);
        body.writeBytes(ascii("{\"items\":["));
        for (int i = 0; i < items.size(); i++) {
            if (i > 0) {
                body.write(',');
            }
            body.writeBytes(items.get(i).json());
        }
        body.writeBytes(ascii(next == null ? "]}" : "],\"next\":\"" + next + "\"}"));
        return body.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
