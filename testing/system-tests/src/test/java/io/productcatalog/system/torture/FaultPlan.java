package io.productcatalog.system.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The schedule of faults, which the seed determines completely. Faults overlap, but no target gets a new fault before
 * it has recovered from the last one.
 */
final class FaultPlan {

    /** The time from a start to readiness, long enough for a busy machine. */
    private static final Duration RECOVERY_TIME = Duration.ofSeconds(25);

    private static final int MIN_GAP_MILLIS = 500;
    private static final int MAX_GAP_MILLIS = 6_000;

    private FaultPlan() {}

    /**
     * Returns the faults in the order of their times.
     *
     * @param targets the names of the targets of each kind
     */
    static List<Fault> of(long seed, Duration length, Map<FaultKind.Target, List<String>> targets) {
        Random random = new Random(seed);
        Map<String, Duration> brokenUntil = new HashMap<>();
        Map<String, Integer> hits = new HashMap<>();
        List<Fault> plan = new ArrayList<>();
        Duration at = Duration.ofSeconds(2);
        // All kinds before any kind again, in a new order each round, so that a short run has all of them.
        List<FaultKind> kinds = new ArrayList<>();
        while (at.compareTo(length) < 0) {
            if (kinds.isEmpty()) {
                kinds.addAll(List.of(FaultKind.values()));
                Collections.shuffle(kinds, random);
            }
            FaultKind kind = kinds.removeLast();
            String target = target(kind, targets.getOrDefault(kind.target(), List.of("")), hits, brokenUntil, random);
            hits.merge(kind + target, 1, Integer::sum);
            Duration begin = latest(at, brokenUntil.getOrDefault(target, Duration.ZERO));
            Duration duration = kind.duration(random);
            plan.add(new Fault(begin, kind, target, duration, random.nextLong()));
            if (!target.isEmpty()) {
                brokenUntil.put(target, begin.plus(duration).plus(RECOVERY_TIME));
            }
            at = at.plusMillis(random.nextInt(MIN_GAP_MILLIS, MAX_GAP_MILLIS));
        }
        plan.removeIf(fault -> fault.at().compareTo(length) > 0);
        plan.sort(Comparator.comparing(Fault::at));
        return plan;
    }

    /**
     * Returns the target with the fewest faults of this kind, so that a short run hits all of them. Among equals it is
     * the one that recovers first.
     */
    private static String target(
            FaultKind kind,
            List<String> names,
            Map<String, Integer> hits,
            Map<String, Duration> brokenUntil,
            Random random) {
        List<String> shuffled = new ArrayList<>(names);
        Collections.shuffle(shuffled, random);
        return shuffled.stream()
                .min(Comparator.<String>comparingInt(name -> hits.getOrDefault(kind + name, 0))
                        .thenComparing(name -> brokenUntil.getOrDefault(name, Duration.ZERO)))
                .orElseThrow();
    }

    private static Duration latest(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
