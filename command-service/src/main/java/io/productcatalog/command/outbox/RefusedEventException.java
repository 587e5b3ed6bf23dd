package io.productcatalog.command.outbox;

import io.productcatalog.command.product.ProductChange;
import io.productcatalog.command.store.LoggedChange;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Thrown when an event was refused: by the brokers for good, or by the serializer. */
final class RefusedEventException extends Exception {

    private static final long serialVersionUID = 1L;

    private final int acknowledged;

    /** @param acknowledged the number of events of its batch that were acknowledged before it */
    RefusedEventException(LoggedChange event, int acknowledged, ExecutionException refusal) {
        super(message(event.change(), refusal.getCause()), refusal);
        this.acknowledged = acknowledged;
    }

    private static String message(ProductChange change, @Nullable Throwable cause) {
        return "event %s, version %d of product %s, is refused: %s"
                .formatted(change.eventId(), change.version(), change.productId(), cause);
    }

    int acknowledged() {
        return acknowledged;
    }
}
