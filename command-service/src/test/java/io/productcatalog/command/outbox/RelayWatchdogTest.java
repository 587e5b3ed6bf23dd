package io.productcatalog.command.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RelayWatchdogTest {

    private static final int LIMIT = 30;

    private final Relay relay = mock(Relay.class);
    private final AtomicBoolean brokersAnswer = new AtomicBoolean(true);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final RelayWatchdog watchdog =
            new RelayWatchdog(relay, Duration.ofSeconds(LIMIT), brokersAnswer::get, meters);

    @BeforeEach
    void aRelayThatTakesNoStep() {
        when(relay.isRunning()).thenReturn(true);
        when(relay.thread()).thenReturn(Thread.currentThread());
        when(relay.steps()).thenReturn(7L);
        watchdog.observe();
    }

    @Test
    void aCallThatNeverEndsIsInterrupted() {
        observe(LIMIT - 1);
        verify(relay, never()).restart();

        observe(1);

        verify(relay).restart();
        assertThat(stalls("call")).isEqualTo(1);
    }

    @Test
    void aStepEndsTheWait() {
        observe(LIMIT - 1);
        when(relay.steps()).thenReturn(8L);
        observe(LIMIT);

        verify(relay, never()).restart();
    }

    /** The brokers may reject an idempotent producer for ever, for a sequence number that they do not expect. */
    @Test
    void aProducerThatIsRejectedForEverIsReplaced() {
        when(relay.hasUnacknowledgedRecords()).thenReturn(true);

        observe(LIMIT);

        verify(relay).restart();
    }

    @Test
    void theRelayWaitsForSilentBrokersBecauseRecordsMayStillArrive() {
        when(relay.hasUnacknowledgedRecords()).thenReturn(true);
        brokersAnswer.set(false);

        observe(2 * LIMIT);

        verify(relay, never()).restart();
        assertThat(stalls("acknowledgement")).isEqualTo(2);

        brokersAnswer.set(true);
        observe(LIMIT);
        verify(relay, times(1)).restart();
    }

    private void observe(int times) {
        for (int i = 0; i < times; i++) {
            watchdog.observe();
        }
    }

    private double stalls(String cause) {
        return meters.get("catalog.relay.stalls").tag("cause", cause).counter().count();
    }
}
