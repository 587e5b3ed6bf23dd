package io.productcatalog.system.torture;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/** A report of a run for people. */
final class Summary {

    private static final int SHOWN_VIOLATIONS = 30;

    private final Map<String, Integer> compared = new LinkedHashMap<>();
    private String convergence = "not converged";

    void converged(double seconds) {
        convergence = "%.1f s after the last repair".formatted(seconds);
    }

    void compared(String what, int count) {
        compared.put(what, count);
    }

    String of(long seed, double minutes, Ledger ledger, Map<String, LongAdder> injected) {
        StringBuilder text = new StringBuilder("%nTorture with seed %d, %.1f minutes%n".formatted(seed, minutes));
        text.append("%n  operations%n".formatted());
        ledger.outcomes().forEach((outcome, count) -> line(text, outcome, count));
        text.append("%n  faults%n".formatted());
        injected.forEach((fault, count) -> line(text, fault, count.sum()));
        text.append("%n  compared, %s%n".formatted(convergence));
        compared.forEach((what, count) -> line(text, what, count));
        text.append("%n  violations: %d%n".formatted(ledger.violations().size()));
        ledger.violations().stream()
                .limit(SHOWN_VIOLATIONS)
                .forEach(violation -> text.append("    %s%n".formatted(violation)));
        return text.toString();
    }

    private static void line(StringBuilder text, String what, long count) {
        text.append("    %-52s %8d%n".formatted(what, count));
    }
}
