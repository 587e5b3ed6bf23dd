package io.productcatalog.query.documents;

import java.util.List;
import java.util.UUID;

/**
 * A part of a list of documents.
 *
 * @param more whether other documents follow
 * @param json the elements of a JSON array in UTF-8, with the stored bytes of each document; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Slice(List<Item> items, boolean more, byte[] json) {

    /** A product and the version of it that the slice shows. */
    public record Item(UUID id, long version) {}

    /** All of the documents. */
    public static Slice of(List<Document> documents) {
        return of(documents, false);
    }

    /**
     * These documents.
     *
     * @param more whether other documents follow
     */
    public static Slice of(List<Document> documents, boolean more) {
        List<Item> items = documents.stream()
                .map(document -> new Item(document.id(), document.version()))
                .toList();
        return new Slice(items, more, joined(documents));
    }

    private static byte[] joined(List<Document> documents) {
        int length = Math.max(0, documents.size() - 1);
        for (Document document : documents) {
            length += document.json().length;
        }
        byte[] joined = new byte[length];
        int end = 0;
        for (Document document : documents) {
            if (end > 0) {
                joined[end++] = ',';
            }
            System.arraycopy(document.json(), 0, joined, end, document.json().length);
            end += document.json().length;
        }
        return joined;
    }
}
