package io.productcatalog.query.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

class ProjectionWatchdogTest {

    private static final int LIMIT = 30;
    private static final Map<Integer, Long> READ = Map.of(0, 5L, 1, 9L);
    private static final Map<Integer, Long> UNREAD = Map.of(0, 5L, 1, 10L);

    private final MessageListenerContainer container = mock(MessageListenerContainer.class);
    private final KafkaListenerEndpointRegistry endpoints = mock(KafkaListenerEndpointRegistry.class);
    private final ReadModel readModel = mock(ReadModel.class);
    private final ProjectionActivity activity = new ProjectionActivity();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ProjectionWatchdog watchdog = new ProjectionWatchdog(
            endpoints, readModel, activity, Duration.ofSeconds(LIMIT), Duration.ofSeconds(0), meters);

    @BeforeEach
    void projecting() {
        when(endpoints.getListenerContainer(ProjectionListener.ID)).thenReturn(container);
        when(endpoints.isRunning()).thenReturn(true);
        when(container.isRunning()).thenReturn(true);
        when(readModel.projected()).thenReturn(Map.of(0, 5L, 1, 9L));
        doAnswer(call -> {
                    call.getArgument(0, Runnable.class).run();
                    return null;
                })
                .when(container)
                .stop(any(Runnable.class));
        Thread consumer = Thread.startVirtualThread(activity::step);
        try {
            consumer.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        watchdog.observed(UNREAD);
    }

    @Test
    void aProjectionThatTakesNoStepWhileRecordsWaitIsStartedAgain() {
        observe(LIMIT - 1, UNREAD);
        assertThat(stalls()).isZero();

        observe(1, UNREAD);

        assertThat(stalls()).isEqualTo(1);
        verify(container, timeout(60_000)).start();
    }

    @Test
    void itIsStartedAgainOnceInEachSuchTime() {
        observe(3 * LIMIT, UNREAD);

        assertThat(stalls()).isEqualTo(3);
    }

    @Test
    void anIdleProjectionIsLeftAlone() {
        observe(3 * LIMIT, READ);

        assertThat(stalls()).isZero();
    }

    @Test
    void aPartitionThatAnotherReplicaProjectsIsNotItsOwn() {
        observe(3 * LIMIT, Map.of(0, 5L, 1, 9L, 2, 100L));

        assertThat(stalls()).isZero();
    }

    @Test
    void aStepEndsTheWait() {
        for (int i = 0; i < 10; i++) {
            observe(LIMIT - 1, UNREAD);
            activity.step();
            observe(1, UNREAD);
        }

        assertThat(stalls()).isZero();
    }

    @Test
    void aProjectionThatWasStoppedIsLeftAlone() {
        when(container.isRunning()).thenReturn(false);

        observe(3 * LIMIT, UNREAD);

        assertThat(stalls()).isZero();
    }

    @Test
    void aServiceThatStopsStartsNothing() {
        when(endpoints.isRunning()).thenReturn(false);

        observe(LIMIT, UNREAD);

        verify(endpoints, timeout(60_000)).isRunning();
        verify(container, never()).start();
    }

    private void observe(int times, Map<Integer, Long> ends) {
        for (int i = 0; i < times; i++) {
            watchdog.observed(ends);
        }
    }

    private double stalls() {
        return meters.get("catalog.projection.stalls").counter().count();
    }
}
