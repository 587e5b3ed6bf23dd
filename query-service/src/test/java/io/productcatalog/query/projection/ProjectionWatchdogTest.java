package io.productcatalog.query.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doNothing;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

class ProjectionWatchdogTest {

    private static final int STALLED_AFTER_SECONDS = 30;
    private static final Map<Integer, Long> READ = Map.of(0, 5L, 1, 9L);
    private static final Map<Integer, Long> UNREAD = Map.of(0, 5L, 1, 10L);

    private final MessageListenerContainer container = mock(MessageListenerContainer.class);
    private final KafkaListenerEndpointRegistry endpoints = mock(KafkaListenerEndpointRegistry.class);
    private final ReadModelWriter readModel = mock(ReadModelWriter.class);
    private final ProjectionActivity activity = new ProjectionActivity();
    private final ApplicationEventPublisher events = mock(ApplicationEventPublisher.class);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ProjectionWatchdog watchdog = new ProjectionWatchdog(
            endpoints,
            readModel,
            activity,
            Duration.ofSeconds(STALLED_AFTER_SECONDS),
            Duration.ZERO,
            Runnable::run,
            events,
            meters);

    @BeforeEach
    void projecting() {
        when(endpoints.getListenerContainer(ProjectionListener.ID)).thenReturn(container);
        when(endpoints.isRunning()).thenReturn(true);
        when(container.isChildRunning()).thenReturn(true);
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
    void aProjectionThatTakesNoStepWhileRecordsWaitIsRestarted() {
        observe(STALLED_AFTER_SECONDS - 1, UNREAD);
        assertThat(stalls()).isZero();

        observe(1, UNREAD);

        assertThat(stalls()).isEqualTo(1);
        verify(container).start();
    }

    @Test
    void aProjectionThatStallsAgainIsRestartedAgain() {
        observe(3 * STALLED_AFTER_SECONDS, UNREAD);

        assertThat(stalls()).isEqualTo(3);
    }

    @Test
    void anIdleProjectionIsLeftAlone() {
        observe(3 * STALLED_AFTER_SECONDS, READ);

        assertThat(stalls()).isZero();
    }

    @Test
    void aPartitionThatAnotherReplicaProjectsDoesNotCount() {
        observe(3 * STALLED_AFTER_SECONDS, Map.of(0, 5L, 1, 9L, 2, 100L));

        assertThat(stalls()).isZero();
    }

    @Test
    void aStepEndsTheWait() {
        for (int i = 0; i < 10; i++) {
            observe(STALLED_AFTER_SECONDS - 1, UNREAD);
            activity.step();
            observe(1, UNREAD);
        }

        assertThat(stalls()).isZero();
    }

    @Test
    void aConsumerWhoseThreadHasEndedIsRestarted() {
        when(container.isChildRunning()).thenReturn(false);

        observe(STALLED_AFTER_SECONDS, READ);

        assertThat(stalls()).isEqualTo(1);
        verify(container).start();
    }

    @Test
    void aConsumerThatCannotBeStartedIsRetried() {
        doThrow(new KafkaException("no resolvable bootstrap urls"))
                .doNothing()
                .when(container)
                .start();

        observe(STALLED_AFTER_SECONDS, UNREAD);

        verify(container, times(2)).start();
    }

    @Test
    void noSecondConsumerIsStartedWhileTheThreadDoesNotEnd() {
        doNothing().when(container).stop(any(Runnable.class));

        observe(STALLED_AFTER_SECONDS, UNREAD);

        verify(container, never()).start();
        verify(events)
                .publishEvent(argThat((ApplicationEvent event) -> event instanceof AvailabilityChangeEvent<?> change
                        && change.getState() == LivenessState.BROKEN));
    }

    @Test
    void aServiceThatStopsIsLeftAlone() {
        when(endpoints.isRunning()).thenReturn(false);

        observe(3 * STALLED_AFTER_SECONDS, UNREAD);

        assertThat(stalls()).isZero();
        verify(container, never()).start();
    }

    @Test
    void aServiceThatStopsDuringARestartStartsNothing() {
        doAnswer(call -> {
                    when(endpoints.isRunning()).thenReturn(false);
                    call.getArgument(0, Runnable.class).run();
                    return null;
                })
                .when(container)
                .stop(any(Runnable.class));

        observe(STALLED_AFTER_SECONDS, UNREAD);

        assertThat(stalls()).isEqualTo(1);
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
