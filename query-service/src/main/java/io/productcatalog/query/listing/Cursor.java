package io.productcatalog.query.listing;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/**
 * A keyset cursor: the position after one product in a listing with one filter. Its text is opaque to clients. It holds
 * a format number, the product's id, and a check value over these and the filter. The check value detects a damaged
 * cursor and a cursor of another filter.
 *
 * @param filter the filter in canonical form
 * @param after the last product of the previous page
 */
record Cursor(String filter, UUID after) {

    private static final byte FORMAT = 1;
    private static final int CHECK_LENGTH = 8;
    private static final int LENGTH = 1 + 16 + CHECK_LENGTH;

    String text() {
        byte[] bytes = ByteBuffer.allocate(LENGTH)
                .put(FORMAT)
                .putLong(after.getMostSignificantBits())
                .putLong(after.getLeastSignificantBits())
                .put(check())
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /**
     * Parses the text of a cursor.
     *
     * @throws IllegalArgumentException if the text is not a cursor for this filter
     */
    static Cursor parse(String text, String filter) {
        byte[] bytes = Base64.getUrlDecoder().decode(text);
        if (bytes.length != LENGTH || bytes[0] != FORMAT) {
            throw new IllegalArgumentException("not a cursor");
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, LENGTH - 1);
        Cursor cursor = new Cursor(filter, new UUID(buffer.getLong(), buffer.getLong()));
        if (!cursor.text().equals(text)) {
            throw new IllegalArgumentException("not a cursor for this filter");
        }
        return cursor;
    }

    private byte[] check() {
        byte[] content = (FORMAT + " " + after + " " + filter).getBytes(StandardCharsets.UTF_8);
        try {
            return Arrays.copyOf(MessageDigest.getInstance("SHA-256").digest(content), CHECK_LENGTH);
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
