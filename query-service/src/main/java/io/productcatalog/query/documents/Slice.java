package io.productcatalog.query.documents;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.UUID;

/**
 * Some documents in an order.
 *
 * @param more whether others follow
 * @param json the elements of a JSON array in UTF-8, made of the stored bytes as they are; not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // handed on, never compared
public record Slice(List<Item> items, boolean more, byte[] json) {

    /** Which product is shown, and as which version. */
    public record Item(UUID id, long version) {}

    /** All of them. */
    public static Slice of(List<Document> documents) {
        return of(documents, documents.size());
    }

    /** The first ones, so many of them. */
    public static Slice of(List<Document> documents, int limit) {
        List<Document> first = documents.subList(0, Math.min(limit, documents.size()));
        ByteArrayOutputStream json = new ByteArrayOutputStream(
                first.stream().mapToInt(document -> document.json().length + 1).sum());
        for (Document document : first) {
            if (json.size() > 0) {
                json.write(',');
            }
            json.writeBytes(document.json());
        }
        List<Item> items = first.stream()
                .map(document -> new Item(document.id(), document.version()))
                .toList();
        return new Slice(items, documents.size() > limit, json.toByteArray());
    }
}
