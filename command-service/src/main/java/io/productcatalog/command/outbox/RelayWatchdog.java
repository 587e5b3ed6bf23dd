package io.productcatalog.command.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * A watchdog that says when the relay has taken no step for some time, and makes it begin again. Every call of the relay has
 * a time limit, so this is for the call nobody thought of. The one thing it waits for without a limit is the brokers'
 * acknowledgement; that is said, too, and goes on.
 *
 * <p>Time is counted in observations, one a second. A process that was paused, or that gets no processor, observes nothing.
 */
class RelayWatchdog {

    private static final Logger log = LoggerFactory.getLogger(RelayWatchdog.class);

    private final Relay relay;
    private final Duration stalledAfter;
    private final Counter stalls;
    private long lastSteps;
    private int observationsWithoutStep;

    /** @param stalledAfter how long the relay may take no step */
    RelayWatchdog(Relay relay, Duration stalledAfter, MeterRegistry meters) {
        this.relay = relay;
        this.stalledAfter = stalledAfter;
        this.stalls = Counter.builder("catalog.relay.stalls")
                .description("Times that the relay had stood still for so long that it was looked at")
                .register(meters);
    }

    @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.SECONDS)
    void observe() {
        long steps = relay.steps();
        if (steps != lastSteps || !relay.isRunning()) {
            lastSteps = steps;
            observationsWithoutStep = 0;
        } else if (++observationsWithoutStep >= stalledAfter.toSeconds()) {
            observationsWithoutStep = 0;
            stalls.increment();
            Throwable where = new Throwable("where the relay stands");
            where.setStackTrace(relay.thread().getStackTrace());
            log.error(
                    "The relay has taken no step for {} s and {}",
                    stalledAfter.toSeconds(),
                    relay.restart() ? "begins again" : "goes on waiting for the brokers' acknowledgement",
                    where);
        }
    }
}
