package io.productcatalog.query.projection;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/**
 * A guard against dead letters of records that are not to blame. If at least 10 records of a batch, and more than half
 * of it, cannot be projected, the cause is presumed to be elsewhere: in a registry that answers wrongly, or in this
 * release. The batch is then held, which means retried without a dead letter. Fewer poisoned records never hold a
 * batch.
 *
 * <p>A registry may become right in the middle of an attempt, after the first records. So a hold ends only when an
 * attempt finds no fewer poisoned records than the one before it, or none.
 */
final class PoisonedBatchGuard {

    private static final int MIN_POISONED_RECORDS = 10;

    private final boolean enabled;

    /** The number of poisoned records in the last attempt at the batch that is held; 0 if none is. */
    private volatile int held;

    /** @param enabled false if every record that cannot be projected becomes a dead letter */
    PoisonedBatchGuard(boolean enabled, MeterRegistry meters) {
        this.enabled = enabled;
        Gauge.builder("catalog.projection.blocked", this, guard -> guard.held > 0 ? 1 : 0)
                .description("1 while the projection holds a batch because most of its records cannot be projected")
                .register(meters);
    }

    /**
     * Checks a batch before its dead letters are published.
     *
     * @throws PoisonedBatchException when the batch must be held
     */
    void check(List<DeadLetter> poisoned, int records) {
        boolean most = poisoned.size() >= MIN_POISONED_RECORDS && poisoned.size() > records / 2;
        if (enabled && !poisoned.isEmpty() && (most || poisoned.size() < held)) {
            held = poisoned.size();
            throw new PoisonedBatchException(poisoned.getFirst(), poisoned.size(), records);
        }
    }

    /** Notes that the projection goes on. */
    void release() {
        held = 0;
    }
}
