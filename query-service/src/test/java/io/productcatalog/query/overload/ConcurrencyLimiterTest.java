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

/** The limiter with the limit of the service. */
class ConcurrencyLimiterTest {

    private static final long FAST = Duration.ofMillis(90).toNanos();
    private static final long SLOW = Duration.ofMillis(110).toNanos();

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private final ConcurrencyLimiter limiter = new OverloadConfiguration().concurrencyLimiter(meters);

    @Test
    void noPermitIsGivenAtTheLimitUntilOneIsReleased() {
        List<Permit> permits = acquire(1100);
        assertThat(permits).hasSize(1000);

        permits.getFirst().release();
        assertThat(limiter.tryAcquire()).isNotNull();
        assertThat(limiter.tryAcquire()).isNull();
    }

    @Test
    void aPermitIsReleasedOnce() {
        Permit permit = Objects.requireNonNull(limiter.tryAcquire());
        acquire(10);

        permit.complete(false);
        permit.complete(true);
        permit.release();

        assertThat(limiter.inFlight()).isEqualTo(10);
    }

    @Test
    void slowAndFailedAnswersLowerTheLimitDownToItsMinimumAndFastOnesRaiseIt() {
        limiter.sample(0, SLOW, false);
        assertThat(limiter.limit()).isEqualTo(900);
        limiter.sample(0, FAST, true);
        assertThat(limiter.limit()).isEqualTo(810);

        IntStream.range(0, 100).forEach(_ -> limiter.sample(0, SLOW, false));
        assertThat(limiter.limit()).isEqualTo(100);

        IntStream.range(0, 5000).forEach(_ -> limiter.sample(0, FAST, false));
        assertThat(limiter.limit()).isEqualTo(1000);
    }

    @Test
    void aReleaseWithoutAnAnswerIsNoSample() {
        acquire(1000).forEach(Permit::release);

        assertThat(limiter.limit()).isEqualTo(1000);
        assertThat(limiter.inFlight()).isZero();
    }

    @Test
    void theLimitAndTheNumberInFlightAreMetrics() {
        acquire(3);

        assertThat(meters.get("catalog.requests.in.flight").gauge().value()).isEqualTo(3);
        assertThat(meters.get("catalog.requests.limit").gauge().value()).isEqualTo(1000);
    }

    private List<Permit> acquire(int times) {
        return new ArrayList<>(Stream.generate(limiter::tryAcquire)
                .limit(times)
                .filter(Objects::nonNull)
                .toList());
    }
}
