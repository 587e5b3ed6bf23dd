package io.productcatalog.command.product;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One accepted change: what the event log keeps and subscribers are told.
 *
 * @param version the product's version after the change; the changes of a product are numbered 1, 2, 3, …
 * @param actor who made it: the subject of the token
 * @param changedFields the fields of {@link ProductDetails} that differ from the state before
 * @param previousPrice the price before, when this change set another one
 * @param after the product after the change; null when it was deleted
 */
public record ProductChange(
        UUID eventId,
        UUID productId,
        long version,
        Type type,
        Instant occurredAt,
        String actor,
        List<String> changedFields,
        @Nullable Money previousPrice,
        @Nullable Product after) {

    /** What happened to the product. */
    public enum Type {
        CREATED,
        UPDATED,
        DELETED
    }
}
