package io.productcatalog.query.document;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Some documents in an order.
 *
 * @param more whether others follow
 * @param json the elements of a JSON array in UTF-8, made of the stored bytes as they are; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Slice(List<Document> documents, boolean more, byte[] json) {

    /** All of them. */
    public static Slice of(List<Document> documents) {
        return of(documents, documents.size());
    }

    /** The first ones, so many of them. */
    public static Slice of(List<Document> documents, int limit) {
        List<Document> first = List.copyOf(documents.subList(0, Math.min(limit, documents.size())));
        ByteArrayOutputStream json = new ByteArrayOutputStream(
                first.stream().mapToInt(document -> document.json().length + 1).sum());
        for (Document document : first) {
            if (json.size() > 0) {
                json.write(',');
            }
            json.writeBytes(document.json());
        }
        return new Slice(first, documents.size() > limit, json.toByteArray());
    }
}
