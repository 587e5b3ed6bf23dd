package io.productcatalog.query.lag;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Status;
import reactor.core.publisher.Mono;

class LagMonitorTest {

    private final TopicEndOffsets topicEndOffsets = mock(TopicEndOffsets.class);
    private final ProjectedOffsets projectedOffsets = mock(ProjectedOffsets.class);
    private final Map<Integer, Long> projected = new ConcurrentHashMap<>(Map.of(0, 1L));
    private final LagMonitor monitor = new LagMonitor(topicEndOffsets, projectedOffsets, Clock.systemUTC(), List.of());

    @BeforeEach
    void aTopicThatIsNotProjectedYet() {
        when(topicEndOffsets.read()).thenReturn(Mono.just(Map.of(0, 100L)));
        when(projectedOffsets.nextOffsets()).thenReturn(Mono.fromSupplier(() -> Map.copyOf(projected)));
        when(projectedOffsets.hasCaughtUp()).thenReturn(Mono.just(false));
        when(projectedOffsets.recordCaughtUp(10)).thenReturn(Mono.just(true));
    }

    @AfterEach
    void stop() {
        monitor.stop();
    }

    @Test
    void aNewReadModelIsOutOfServiceUntilItHasCaughtUpAndLagDoesNotTakeItOutAgain() {
        monitor.start();
        await().until(() -> monitor.lagRecords() == 99 && monitor.lagSeconds() >= 1);
        assertThat(monitor.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
        assertThat(Long.parseLong(monitor.seconds())).isPositive();
        verify(projectedOffsets, never()).recordCaughtUp(10);

        projected.put(0, 100L);
        await().until(() -> monitor.health().getStatus().equals(Status.UP)
                && monitor.lagRecords() == 0
                && monitor.seconds().equals("0"));
        verify(projectedOffsets).recordCaughtUp(10);

        when(topicEndOffsets.read()).thenReturn(Mono.error(new IllegalStateException("no broker")));
        await().until(() -> monitor.lagSeconds() >= 1);
        assertThat(monitor.health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void aReadModelWhoseFirstPassMadeTooManyDeadLettersIsReadyOnlyWhenItIsDeclaredSo() {
        when(projectedOffsets.recordCaughtUp(10)).thenReturn(Mono.just(false));
        when(projectedOffsets.deadLetters()).thenReturn(Mono.just(11L));
        projected.put(0, 100L);
        monitor.start();
        await().until(monitor::isRefused);
        assertThat(monitor.health().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);

        when(projectedOffsets.hasCaughtUp()).thenReturn(Mono.just(true));
        await().until(() -> monitor.health().getStatus().equals(Status.UP));
        assertThat(monitor.isRefused()).isFalse();
    }

    @Test
    void aReadModelThatCaughtUpBeforeIsReadyAtOnce() {
        when(projectedOffsets.hasCaughtUp()).thenReturn(Mono.just(true));
        monitor.start();
        await().until(() -> monitor.health().getStatus().equals(Status.UP) && monitor.lagRecords() == 99);
    }

    @Test
    void aReadModelThatCaughtUpBeforeIsReadyAlsoWhileKafkaIsDown() {
        when(projectedOffsets.hasCaughtUp()).thenReturn(Mono.just(true));
        when(topicEndOffsets.read()).thenReturn(Mono.error(new IllegalStateException("no broker")));
        monitor.start();
        await().until(() -> monitor.health().getStatus().equals(Status.UP));
    }
}
