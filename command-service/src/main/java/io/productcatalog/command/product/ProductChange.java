package io.productcatalog.command.product;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An accepted change, as the event log stores it and subscribers receive it.
 *
 * @param version the version of the product after the change; the changes of a product are numbered 1, 2, 3, …
 * @param actor the client that made the change, as the subject of its token
 * @param changedFields the fields of {@link ProductDetails} that differ from the version before
 * @param previousPrice the price before the change; null if the change did not set another price
 * @param after the product after the change; null if it was deleted
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

    /** The kind of a change. */
    public enum Type {
        CREATED,
        UPDATED,
        DELETED
    }
}
