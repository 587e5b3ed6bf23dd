package io.productcatalog.query.lag;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Computes the lag from observations. The lag in time is the age of the earliest observation of an end offset that is not
 * projected yet; it needs no clock of a producer. Not thread-safe.
 */
final class LagTracker {

    /** Memory stays bounded; beyond that many seconds of lag, newer records count as old as the last one kept. */
    private static final int MAX_SEEN_PER_PARTITION = 3600;

    private final Map<Integer, Deque<Seen>> unprojected = new HashMap<>();
    private Map<Integer, Long> previousEnds = Map.of();
    private Instant lastObservation;
    private long records;
    private boolean caughtUp;

    LagTracker(Instant start) {
        this.lastObservation = start;
    }

    /**
     * @param endOffsets the offset after the last record, of every partition
     * @param nextOffsets the offset after the last projected record; partitions without progress may be missing
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

    /** Zero when all that was observed is projected, but never less than the time since the last observation. */
    Duration lag(Instant now) {
        Instant since = unprojected.values().stream()
                .filter(seen -> !seen.isEmpty())
                .map(seen -> seen.getFirst().at())
                .min(Instant::compareTo)
                .orElse(lastObservation);
        Duration lag = Duration.between(since, now);
        return lag.isNegative() ? Duration.ZERO : lag;
    }

    long records() {
        return records;
    }

    /** Whether everything was projected, once, that the observation before had seen in the topic. */
    boolean caughtUp() {
        return caughtUp;
    }

    private static void remember(Deque<Seen> seen, Instant now, long end, long next) {
        if (end > next && (seen.isEmpty() || seen.getLast().end() < end)) {
            Instant at = seen.size() < MAX_SEEN_PER_PARTITION
                    ? now
                    : seen.removeLast().at();
            seen.addLast(new Seen(at, end));
        }
        while (!seen.isEmpty() && seen.getFirst().end() <= next) {
            seen.removeFirst();
        }
    }

    private record Seen(Instant at, long end) {}
}
