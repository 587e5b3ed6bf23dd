package io.productcatalog.query.overload;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How many may be in flight, with the service's own limit. */
class ConcurrencyLimiterTest {

    private static final long FAST = Duration.ofMillis(90).toNanos();
    private static final long SLOW = Duration.ofMillis(110).toNanos();

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final ConcurrencyLimiter requests = new OverloadConfiguration().requestsInFlight(meters);

    @Test
    void nobodyEntersWhenAsManyAreInFlightAsThereMayBeUntilOneLeaves() {
        List<Permit> entered = enter(1100);
        assertThat(entered).hasSize(1000);

        entered.getFirst().leave();
        assertThat(requests.enter()).isNotNull();
        assertThat(requests.enter()).isNull();
    }

    @Test
    void whoeverLeavesTwiceMakesRoomOnce() {
        Permit entered = Objects.requireNonNull(requests.enter());
        enter(10);

        entered.answered(false);
        entered.answered(true);
        entered.leave();

        assertThat(requests.count()).isEqualTo(10);
    }

    @Test
    void slowAndFailedAnswersLowerTheLimitDownToItsMinimumAndFastOnesRaiseIt() {
        requests.answered(0, SLOW, false);
        assertThat(requests.limit()).isEqualTo(900);
        requests.answered(0, FAST, true);
        assertThat(requests.limit()).isEqualTo(810);

        IntStream.range(0, 100).forEach(_ -> requests.answered(0, SLOW, false));
        assertThat(requests.limit()).isEqualTo(100);

        IntStream.range(0, 5000).forEach(_ -> requests.answered(0, FAST, false));
        assertThat(requests.limit()).isEqualTo(1000);
    }

    @Test
    void whoeverLeavesWithoutAnAnswerSaysNothingAboutTheLimit() {
        enter(1000).forEach(Permit::leave);

        assertThat(requests.limit()).isEqualTo(1000);
        assertThat(requests.count()).isZero();
    }

    @Test
    void bothNumbersAreMetrics() {
        enter(3);

        assertThat(meters.get("catalog.requests.in.flight").gauge().value()).isEqualTo(3);
        assertThat(meters.get("catalog.requests.limit").gauge().value()).isEqualTo(1000);
    }

    private List<Permit> enter(int times) {
        return new ArrayList<>(Stream.generate(requests::enter)
                .limit(times)
                .filter(Objects::nonNull)
                .toList());
    }
}
