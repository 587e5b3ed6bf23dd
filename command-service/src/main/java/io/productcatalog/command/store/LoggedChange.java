package io.productcatalog.command.store;

import io.productcatalog.command.product.ProductChange;
import org.jspecify.annotations.Nullable;

/**
 * A change in the event log.
 *
 * @param traceParent the W3C trace context of the request that made the change; null if it had none
 */
public record LoggedChange(
        LogPosition position,
        ProductChange change,
        @Nullable String traceParent) {}
