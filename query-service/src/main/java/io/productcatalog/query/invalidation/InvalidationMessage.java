package io.productcatalog.query.invalidation;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The notice that the read model now holds a version of a product. The text form is {@code id:version}, followed by
 * {@code !} if listings are affected. A notification holds several of them, separated by spaces.
 *
 * @param listingsAffected whether some listing now shows a product that it did not show before, or no longer shows one
 */
public record InvalidationMessage(UUID product, long version, boolean listingsAffected) {

    /** A message takes 58 bytes at most, and PostgreSQL limits the payload of a notification to 7999 bytes. */
    private static final int MAX_PER_NOTIFICATION = 130;

    /** Encodes the messages as the payloads of one or more notifications. */
    public static List<String> encode(List<InvalidationMessage> messages) {
        List<String> payloads = new ArrayList<>();
        for (int from = 0; from < messages.size(); from += MAX_PER_NOTIFICATION) {
            payloads.add(messages.subList(from, Math.min(messages.size(), from + MAX_PER_NOTIFICATION)).stream()
                    .map(InvalidationMessage::text)
                    .collect(Collectors.joining(" ")));
        }
        return payloads;
    }

    /**
     * Decodes the payload of a notification.
     *
     * @throws IllegalArgumentException when it is malformed
     */
    static List<InvalidationMessage> decode(String payload) {
        return Stream.of(payload.split(" ", -1)).map(InvalidationMessage::parse).toList();
    }

    private String text() {
        return product + ":" + version + (listingsAffected ? "!" : "");
    }

    private static InvalidationMessage parse(String text) {
        int colon = text.indexOf(':');
        if (colon < 0) {
            throw new IllegalArgumentException("No version");
        }
        boolean listingsAffected = text.endsWith("!");
        String version = text.substring(colon + 1, text.length() - (listingsAffected ? 1 : 0));
        return new InvalidationMessage(
                UUID.fromString(text.substring(0, colon)), Long.parseLong(version), listingsAffected);
    }
}
