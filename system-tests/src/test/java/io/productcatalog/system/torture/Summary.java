package io.productcatalog.system.torture;

import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** What happened in a run, for people. */
final class Summary {

    private static final int SHOWN_VIOLATIONS = 30;

    private Summary() {}

    static String of(
            long seed,
            double minutes,
            double convergenceSeconds,
            Ledger ledger,
            Map<String, LongAdder> injected,
            Map<String, Integer> compared) {
        StringBuilder text = new StringBuilder("%nTorture with seed %d, %.1f minutes%n".formatted(seed, minutes));
        text.append("%n  operations%n".formatted());
        ledger.outcomes().forEach((outcome, count) -> text.append("    %-45s %8d%n".formatted(outcome, count)));
        text.append("%n  faults%n".formatted());
        injected.forEach((fault, count) -> text.append("    %-45s %8d%n".formatted(fault, count.sum())));
        text.append("%n  compared, %.1f s after the last fault was mended%n".formatted(convergenceSeconds));
        compared.forEach((what, count) -> text.append("    %-45s %8d%n".formatted(what, count)));
        text.append("%n  promises broken: %d%n".formatted(ledger.violations().size()));
        ledger.violations().stream()
                .limit(SHOWN_VIOLATIONS)
                .forEach(violation -> text.append("    %s%n".formatted(violation)));
        return text.toString();
    }
}
