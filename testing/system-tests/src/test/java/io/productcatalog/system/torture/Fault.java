package io.productcatalog.system.torture;

import java.time.Duration;

/**
 * One planned fault.
 *
 * @param at the time since the begin of the run
 * @param target the name of a service or part; empty for a kind without a target
 * @param duration the time until the repair
 * @param seed the seed of everything else that is random about this fault
 */
record Fault(Duration at, FaultKind kind, String target, Duration duration, long seed) {

    @Override
    public String toString() {
        return "%6.1f s  %s %s %s"
                .formatted(
                        at.toMillis() / 1000.0,
                        kind.description(),
                        target,
                        duration.isZero() ? "" : "for " + duration.toMillis() + " ms");
    }
}
