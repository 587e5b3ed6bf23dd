package io.productcatalog.query.projection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.query.lag.EndOffsetsListener;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * A watchdog that restarts the projection's consumer when it stalls. A consumer stalls when its thread has ended, or
 * when it takes no step for some time although one of its partitions has records to read. Every call of the projection
 * has a time limit, and each call that ends is a step, whether it succeeds or fails. So a database or a registry that
 * is down is not a stall. A call without a limit is.
 *
 * <p>The watchdog first interrupts the thread that hangs. If it ends, a new consumer resumes from the offsets of the
 * read model. If it does not end, no second consumer is started: the process reports that it is not live, and
 * Kubernetes replaces it.
 *
 * <p>Time is counted in observations, one a second. A process that is paused, or gets no processor, observes nothing.
 */
final class ProjectionWatchdog implements EndOffsetsListener {

    private static final Logger log = LoggerFactory.getLogger(ProjectionWatchdog.class);
    private static final Duration START_RETRY_INTERVAL = Duration.ofSeconds(1);

    private final KafkaListenerEndpointRegistry endpoints;
    private final ReadModelWriter readModel;
    private final ProjectionActivity activity;
    private final Duration stalledAfter;
    private final Duration stopTimeout;
    private final Executor restartExecutor;
    private final ApplicationEventPublisher events;
    private final Counter stalls;
    private long lastSteps;
    private int observationsWithoutStep;
    private volatile boolean restarting;

    /**
     * @param stalledAfter how long the projection may take no step while there are records to read
     * @param stopTimeout how long the thread that hangs may take to end
     * @param restartExecutor runs a restart, which blocks
     */
    ProjectionWatchdog(
            KafkaListenerEndpointRegistry endpoints,
            ReadModelWriter readModel,
            ProjectionActivity activity,
            Duration stalledAfter,
            Duration stopTimeout,
            Executor restartExecutor,
            ApplicationEventPublisher events,
            MeterRegistry meters) {
        this.endpoints = endpoints;
        this.readModel = readModel;
        this.activity = activity;
        this.stalledAfter = stalledAfter;
        this.stopTimeout = stopTimeout;
        this.restartExecutor = restartExecutor;
        this.events = events;
        this.stalls = Counter.builder("catalog.projection.stalls")
                .description("The number of times that the projection stalled and its consumer was restarted")
                .register(meters);
    }

    @Override
    public synchronized void observed(Map<Integer, Long> endOffsets) {
        MessageListenerContainer container = endpoints.getListenerContainer(ProjectionListener.ID);
        long steps = activity.steps();
        if (container == null || !endpoints.isRunning() || restarting || isHealthy(container, steps, endOffsets)) {
            lastSteps = steps;
            observationsWithoutStep = 0;
        } else if (++observationsWithoutStep >= stalledAfter.toSeconds()) {
            observationsWithoutStep = 0;
            restarting = true;
            stalls.increment();
            Thread thread = activity.thread();
            logStall(thread);
            restartExecutor.execute(() -> {
                try {
                    restart(container, thread);
                } finally {
                    restarting = false;
                }
            });
        }
    }

    private boolean isHealthy(MessageListenerContainer container, long steps, Map<Integer, Long> endOffsets) {
        return container.isChildRunning() && (steps != lastSteps || !hasRecordsToRead(endOffsets));
    }

    private boolean hasRecordsToRead(Map<Integer, Long> endOffsets) {
        return readModel.projected().entrySet().stream()
                .anyMatch(next -> endOffsets.getOrDefault(next.getKey(), 0L) > next.getValue());
    }

    private void logStall(@Nullable Thread thread) {
        Throwable stack = new Throwable("the stack of the projection's thread");
        stack.setStackTrace(thread == null ? new StackTraceElement[0] : thread.getStackTrace());
        log.error(
                "The projection has taken no step for {} s although there are records to read, or its thread has ended;"
                        + " its consumer is restarted",
                stalledAfter.toSeconds(),
                stack);
    }

    private void restart(MessageListenerContainer container, @Nullable Thread thread) {
        CountDownLatch stopped = new CountDownLatch(1);
        container.stop(stopped::countDown);
        if (thread != null) {
            thread.interrupt();
        }
        try {
            if (!stopped.await(stopTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
                log.error("The projection's thread does not end; the process must be restarted");
                AvailabilityChangeEvent.publish(events, this, LivenessState.BROKEN);
                return;
            }
            while (endpoints.isRunning() && !isStarted(container)) {
                Thread.sleep(START_RETRY_INTERVAL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isStarted(MessageListenerContainer container) {
        try {
            container.start();
        } catch (RuntimeException e) {
            log.warn("The projection's consumer cannot be started, retrying: {}", e.toString());
            return false;
        }
        // The service may have begun to stop in the meantime.
        if (!endpoints.isRunning()) {
            container.stop();
        }
        return true;
    }
}
