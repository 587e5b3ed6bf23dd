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

    private static final Duration DELAY = Duration.ofMillis(500);

    private final DelayedRejections rejections = new DelayedRejections(DELAY, 2);
    private final AtomicInteger refused = new AtomicInteger();
    private VirtualTimeScheduler time;

    @BeforeEach
    void useVirtualTime() {
        time = VirtualTimeScheduler.getOrSet();
    }

    @AfterEach
    void restoreTheClock() {
        VirtualTimeScheduler.reset();
    }

    @Test
    void aRefusalIsSentAfterTheDelay() {
        refuse();

        time.advanceTimeBy(DELAY.minusMillis(1));
        assertThat(refused).hasValue(0);
        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(refused).hasValue(1);
    }

    @Test
    void aRefusalAboveTheMaximumIsNotDelayed() {
        refuse();
        refuse();
        refuse();
        assertThat(refused).hasValue(1);

        time.advanceTimeBy(DELAY);
        assertThat(refused).hasValue(3);
        refuse();
        assertThat(refused).hasValue(3);
    }

    @Test
    void aCancelledRefusalIsNotCounted() {
        refuse();
        refuse().dispose();
        refuse();

        assertThat(refused).hasValue(0);
        time.advanceTimeBy(DELAY);
        assertThat(refused).hasValue(2);
    }

    private Disposable refuse() {
        return rejections.delay(Mono.fromRunnable(refused::incrementAndGet)).subscribe();
    }
}
