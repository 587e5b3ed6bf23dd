package io.productcatalog.command.store;

import io.productcatalog.command.product.ProductChange;
import org.jspecify.annotations.Nullable;

/**
 * A change as the log has it.
 *
 * @param traceParent the W3C trace context of the request that made it, if it had one
 */
public record LoggedChange(
        LogPosition at, ProductChange change, @Nullable String traceParent) {}
