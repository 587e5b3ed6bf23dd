package io.productcatalog.query.lag;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * The computation of the lag from observations. The lag in time is the age of the earliest observation of an end offset
 * that is not projected yet. So it does not depend on the clocks of producers. Not thread-safe.
 */
final class LagTracker {

    /** Bounds the memory. When it is reached, newer end offsets take the time of the last one that was kept. */
    private static final int MAX_OBSERVATIONS_PER_PARTITION = 3600;

    private final Map<Integer, Deque<EndOffset>> unprojected = new HashMap<>();
    private Map<Integer, Long> previousEnds = Map.of();
    private Instant lastObservation;
    private long records;
    private boolean caughtUp;

    LagTracker(Instant start) {
        this.lastObservation = start;
    }

    /**
     * Adds an observation.
     *
     * @param endOffsets the offset after the last record of every partition
     * @param nextOffsets the offset after the last projected record; a partition without one may be missing
     */
    void observe(Instant now, Map<Integer, Long> endOffsets, Map<Integer, Long> nextOffsets) {
        records = 0;
        endOffsets.forEach((partition, end) -> {
            long next = nextOffsets.getOrDefault(partition, 0L);
            records += Math.max(0, end - next);
            remember(unprojected.computeIfAbsent(partition, _ -> new ArrayDeque<>()), now, end, next);
        });
        unprojected.keySet().retainAll(endOffsets.keySet());
        caughtUp |= !previousEnds.isEmpty()
                && previousEnds.entrySet().stream()
                        .allMatch(seen -> nextOffsets.getOrDefault(seen.getKey(), 0L) >= seen.getValue());
        previousEnds = Map.copyOf(endOffsets);
        lastObservation = now;
    }

    /** The lag in time: zero if everything observed is projected, but at least the time since the last observation. */
    Duration lag(Instant now) {
        Instant since = unprojected.values().stream()
                .filter(seen -> !seen.isEmpty())
                .map(seen -> seen.getFirst().observedAt())
                .min(Instant::compareTo)
                .orElse(lastObservation);
        Duration lag = Duration.between(since, now);
        return lag.isNegative() ? Duration.ZERO : lag;
    }

    long records() {
        return records;
    }

    /** Whether an observation has found projected all that the one before it had found in the topic. */
    boolean caughtUp() {
        return caughtUp;
    }

    private static void remember(Deque<EndOffset> seen, Instant now, long end, long next) {
        if (end > next && (seen.isEmpty() || seen.getLast().offset() < end)) {
            Instant at = seen.size() < MAX_OBSERVATIONS_PER_PARTITION
                    ? now
                    : seen.removeLast().observedAt();
            seen.addLast(new EndOffset(at, end));
        }
        while (!seen.isEmpty() && seen.getFirst().offset() <= next) {
            seen.removeFirst();
        }
    }

    private record EndOffset(Instant observedAt, long offset) {}
}
