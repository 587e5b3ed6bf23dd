package io.productcatalog.query.overload;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

class DelayedRejectionsTest {

    private static final Duration TIME = Duration.ofMillis(500);

    private final DelayedRejections held = new DelayedRejections(TIME, 2);
    private final AtomicInteger refused = new AtomicInteger();
    private VirtualTimeScheduler time;

    @BeforeEach
    void stopTheClock() {
        time = VirtualTimeScheduler.getOrSet();
    }

    @AfterEach
    void startTheClock() {
        VirtualTimeScheduler.reset();
    }

    @Test
    void aRefusalGoesOutAfterItsTime() {
        refuse();

        time.advanceTimeBy(TIME.minusMillis(1));
        assertThat(refused).hasValue(0);
        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(refused).hasValue(1);
    }

    @Test
    void noMoreThanSoManyAreHeld() {
        refuse();
        refuse();
        refuse();
        assertThat(refused).hasValue(1);

        time.advanceTimeBy(TIME);
        assertThat(refused).hasValue(3);
        refuse();
        assertThat(refused).hasValue(3);
    }

    @Test
    void whoeverGoesMeanwhileMakesRoom() {
        refuse();
        refuse().dispose();
        refuse();

        assertThat(refused).hasValue(0);
        time.advanceTimeBy(TIME);
        assertThat(refused).hasValue(2);
    }

    private Disposable refuse() {
        return held.hold(Mono.fromRunnable(refused::incrementAndGet)).subscribe();
    }
}
