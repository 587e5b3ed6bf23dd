package io.productcatalog.command.store;

import io.productcatalog.command.product.ProductChange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A change in the event log.
 *
 * @param traceParent the W3C trace context of the request that made the change; null if it had none
 * @param recordTime the timestamp of the record: when the change was accepted, or when it was read if that is earlier,
 *     because brokers refuse a timestamp in the future
 */
public record LoggedChange(
        LogPosition position,
        ProductChange change,
        @Nullable String traceParent,
        Instant recordTime) {}
