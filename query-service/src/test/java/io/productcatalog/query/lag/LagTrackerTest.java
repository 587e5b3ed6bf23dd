package io.productcatalog.query.lag;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LagTrackerTest {

    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");
    private final LagTracker tracker = new LagTracker(START);

    @Test
    void thereIsNoLagWhenEverythingIsProjected() {
        tracker.observe(at(1), Map.of(0, 10L, 1, 0L), Map.of(0, 10L));

        assertThat(tracker.lag(at(1))).isZero();
        assertThat(tracker.records()).isZero();
    }

    @Test
    void lagIsTheAgeOfTheEarliestObservationThatIsNotProjected() {
        tracker.observe(at(1), Map.of(0, 10L, 1, 5L), Map.of(0, 9L, 1, 5L));
        tracker.observe(at(2), Map.of(0, 12L, 1, 7L), Map.of(0, 9L, 1, 5L));
        assertThat(tracker.lag(at(3))).isEqualTo(Duration.ofSeconds(2));
        assertThat(tracker.records()).isEqualTo(5);

        tracker.observe(at(4), Map.of(0, 12L, 1, 7L), Map.of(0, 10L, 1, 5L));
        assertThat(tracker.lag(at(4))).as("only the observation at 2 is left").isEqualTo(Duration.ofSeconds(2));

        tracker.observe(at(5), Map.of(0, 12L, 1, 7L), Map.of(0, 12L, 1, 7L));
        assertThat(tracker.lag(at(5))).isZero();
    }

    @Test
    void withoutObservationsTheLagGrows() {
        assertThat(tracker.lag(at(7))).isEqualTo(Duration.ofSeconds(7));
        tracker.observe(at(10), Map.of(0, 1L), Map.of(0, 1L));

        assertThat(tracker.lag(at(13))).isEqualTo(Duration.ofSeconds(3));
    }

    @Test
    void aReadModelHasCaughtUpWhenItHasProjectedTheEndOffsetsOfAnEarlierObservation() {
        tracker.observe(at(1), Map.of(0, 10L), Map.of());
        assertThat(tracker.caughtUp()).isFalse();
        tracker.observe(at(2), Map.of(0, 20L), Map.of(0, 9L));
        assertThat(tracker.caughtUp()).isFalse();
        tracker.observe(at(3), Map.of(0, 30L), Map.of(0, 21L));
        assertThat(tracker.caughtUp()).isTrue();

        tracker.observe(at(4), Map.of(0, 90L), Map.of(0, 21L));
        assertThat(tracker.caughtUp()).as("once is enough").isTrue();
    }

    @Test
    void anEmptyTopicIsCaughtUpAtTheSecondObservation() {
        tracker.observe(at(1), Map.of(0, 0L), Map.of());
        assertThat(tracker.caughtUp()).isFalse();
        tracker.observe(at(2), Map.of(0, 0L), Map.of());
        assertThat(tracker.caughtUp()).isTrue();
    }

    @Test
    void memoryIsBoundedWhileTheProjectionDoesNotAdvance() {
        for (int second = 1; second <= 10_000; second++) {
            tracker.observe(at(second), Map.of(0, (long) second), Map.of(0, 0L));
        }
        assertThat(tracker.lag(at(10_000))).isEqualTo(Duration.ofSeconds(9_999));
        tracker.observe(at(10_001), Map.of(0, 10_000L), Map.of(0, 10_000L));
        assertThat(tracker.lag(at(10_001))).isZero();
    }

    private static Instant at(long second) {
        return START.plusSeconds(second);
    }
}
