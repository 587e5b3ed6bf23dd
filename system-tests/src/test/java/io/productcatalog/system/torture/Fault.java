package io.productcatalog.system.torture;

import java.time.Duration;

/**
 * One thing that happens.
 *
 * @param at since the beginning
 * @param target the name of a service or part; empty for what has none
 * @param duration until it is mended
 * @param seed of whatever else is random about it
 */
record Fault(Duration at, FaultKind kind, String target, Duration duration, long seed) {

    @Override
    public String toString() {
        return "%6.1f s  %s %s %s"
                .formatted(
                        at.toMillis() / 1000.0,
                        kind.meaning(),
                        target,
                        duration.isZero() ? "" : "for " + duration.toMillis() + " ms");
    }
}
