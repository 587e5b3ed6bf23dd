package io.productcatalog.query.overload;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.test.scheduler.VirtualTimeScheduler;

class DelayedRejectionsTest {

    private static final Duration DELAY = Duration.ofMillis(500);

    private final Counter counter = new SimpleMeterRegistry().counter("refused");
    private final DelayedRejections rejections = new DelayedRejections(DELAY, 2, counter);
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
        assertThat(counter.count()).isEqualTo(4);
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
        return rejections.refuse().subscribe(_ -> refused.incrementAndGet());
    }
}
