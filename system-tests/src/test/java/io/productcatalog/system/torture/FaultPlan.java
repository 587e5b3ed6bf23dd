package io.productcatalog.system.torture;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What happens when, all of it decided by the seed. Faults overlap, but nothing is broken again while it is still being mended. */
final class FaultPlan {

    /** From a start to readiness, generously, on a busy machine. */
    private static final Duration RECOVERY = Duration.ofSeconds(25);

    private static final int SHORTEST_GAP = 500;
    private static final int LONGEST_GAP = 6_000;

    private FaultPlan() {}

    /**
     * A plan.
     *
     * @param targets the names that each kind of target has
     */
    static List<Fault> of(long seed, Duration length, Map<FaultKind.Target, List<String>> targets) {
        Random random = new Random(seed);
        Map<String, Duration> brokenUntil = new HashMap<>();
        Map<String, Integer> hits = new HashMap<>();
        List<Fault> plan = new ArrayList<>();
        Duration at = Duration.ofSeconds(2);
        // Every kind in turn, in a new order each time, so that a short run sees all of them.
        List<FaultKind> kinds = new ArrayList<>();
        while (at.compareTo(length) < 0) {
            if (kinds.isEmpty()) {
                kinds.addAll(List.of(FaultKind.values()));
                Collections.shuffle(kinds, random);
            }
            FaultKind kind = kinds.removeLast();
            String target = target(kind, targets.getOrDefault(kind.target(), List.of("")), hits, brokenUntil, random);
            hits.merge(kind + target, 1, Integer::sum);
            Duration begin = later(at, brokenUntil.getOrDefault(target, Duration.ZERO));
            Duration duration = kind.duration(random);
            plan.add(new Fault(begin, kind, target, duration, random.nextLong()));
            if (!target.isEmpty()) {
                brokenUntil.put(target, begin.plus(duration).plus(RECOVERY));
            }
            at = at.plusMillis(random.nextInt(SHORTEST_GAP, LONGEST_GAP));
        }
        plan.removeIf(fault -> fault.at().compareTo(length) > 0);
        plan.sort(Comparator.comparing(Fault::at));
        return plan;
    }

    /** The one that had least of this kind, so that a short run hits all of them; of several the one that is whole first. */
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

    private static Duration later(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }
}
