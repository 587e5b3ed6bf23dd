package io.productcatalog.query.projection;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.query.freshness.EndOffsetsListener;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.listener.MessageListenerContainer;

/**
 * A watchdog that starts the projection's consumer again when it stands still: there are records to read in a partition that
 * is projected here, and for some time no step was taken. Every call of the projection has a time limit, and each attempt
 * that fails is a step, so a database or a registry that is away is no stall: this is for the call nobody thought of.
 *
 * <p>Time is counted in observations, one a second. A process that was paused, or that gets no processor, observes nothing.
 */
final class ProjectionWatchdog implements EndOffsetsListener {

    private static final Logger log = LoggerFactory.getLogger(ProjectionWatchdog.class);

    private final KafkaListenerEndpointRegistry endpoints;
    private final ReadModel readModel;
    private final ProjectionActivity activity;
    private final Duration stalledAfter;
    private final Duration stopTimeout;
    private final Counter stalls;
    private long lastSteps;
    private int observationsWithoutStep;

    /**
     * @param stalledAfter how long the projection may take no step while there are records to read
     * @param stopTimeout how long the old consumer may take to end before a new one is started beside it
     */
    ProjectionWatchdog(
            KafkaListenerEndpointRegistry endpoints,
            ReadModel readModel,
            ProjectionActivity activity,
            Duration stalledAfter,
            Duration stopTimeout,
            MeterRegistry meters) {
        this.endpoints = endpoints;
        this.readModel = readModel;
        this.activity = activity;
        this.stalledAfter = stalledAfter;
        this.stopTimeout = stopTimeout;
        this.stalls = Counter.builder("catalog.projection.stalls")
                .description("Times that the projection stood still and its consumer was started again")
                .register(meters);
    }

    @Override
    public synchronized void observed(Map<Integer, Long> endOffsets) {
        MessageListenerContainer container = endpoints.getListenerContainer(ProjectionListener.ID);
        Thread thread = activity.thread();
        long steps = activity.steps();
        if (container == null
                || thread == null
                || !container.isRunning()
                || steps != lastSteps
                || !hasRecordsToRead(endOffsets)) {
            lastSteps = steps;
            observationsWithoutStep = 0;
        } else if (++observationsWithoutStep >= stalledAfter.toSeconds()) {
            observationsWithoutStep = 0;
            stalls.increment();
            say(thread);
            Thread.ofVirtual().name("projection-restart").start(() -> restart(container, thread));
        }
    }

    private boolean hasRecordsToRead(Map<Integer, Long> endOffsets) {
        return readModel.projected().entrySet().stream()
                .anyMatch(next -> endOffsets.getOrDefault(next.getKey(), 0L) > next.getValue());
    }

    private void say(Thread thread) {
        Throwable where = new Throwable("where " + thread.getName() + " stands");
        where.setStackTrace(thread.getStackTrace());
        log.error(
                "The projection has records to read and has taken no step for {} s; its consumer is started again",
                stalledAfter.toSeconds(),
                where);
    }

    private void restart(MessageListenerContainer container, Thread thread) {
        CountDownLatch stopped = new CountDownLatch(1);
        container.stop(stopped::countDown);
        thread.interrupt();
        try {
            if (!stopped.await(stopTimeout.toMillis(), TimeUnit.MILLISECONDS)) {
                log.error("The thread that hangs does not end; its partitions wait for max.poll.interval.ms");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        // Not when the whole service stops meanwhile.
        if (endpoints.isRunning()) {
            container.start();
        }
    }
}
