package io.productcatalog.command.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;

/**
 * A watchdog that says when the relay has taken no step for some time, and makes it begin again. Every call of the relay has
 * a time limit, and each call that ends is a step; so this is for a call without a limit, and for a producer that the
 * brokers refuse for ever.
 *
 * <p>While records are not acknowledged and the brokers do not answer, the relay is only reported: what it has sent may still
 * arrive, and must not arrive behind what the next producer sends. Brokers that answer have answered all that reached them.
 *
 * <p>Time is counted in observations, one a second. A process that was paused, or that gets no processor, observes nothing.
 */
class RelayWatchdog {

    private static final Logger log = LoggerFactory.getLogger(RelayWatchdog.class);

    private final Relay relay;
    private final Duration stalledAfter;
    private final BooleanSupplier brokersAnswer;
    private final Counter hangs;
    private final Counter waits;
    private long lastSteps;
    private int observationsWithoutStep;

    /**
     * @param stalledAfter how long the relay may take no step
     * @param brokersAnswer asks the brokers something, within a time limit
     */
    RelayWatchdog(Relay relay, Duration stalledAfter, BooleanSupplier brokersAnswer, MeterRegistry meters) {
        this.relay = relay;
        this.stalledAfter = stalledAfter;
        this.brokersAnswer = brokersAnswer;
        this.hangs = stalls("call", meters);
        this.waits = stalls("acknowledgement", meters);
    }

    private static Counter stalls(String cause, MeterRegistry meters) {
        return Counter.builder("catalog.relay.stalls")
                .description("Times that the relay stood still: in a call, which ended it, or waiting for the brokers")
                .tag("cause", cause)
                .register(meters);
    }

    /** At a fixed rate, which has a thread of its own: tasks with a fixed delay share one, and wait for the database. */
    @Scheduled(fixedRate = 1, timeUnit = TimeUnit.SECONDS)
    synchronized void observe() {
        long steps = relay.steps();
        if (steps != lastSteps || !relay.isRunning()) {
            lastSteps = steps;
            observationsWithoutStep = 0;
        } else if (++observationsWithoutStep >= stalledAfter.toSeconds()) {
            observationsWithoutStep = 0;
            say();
        }
    }

    private void say() {
        if (relay.isUnacknowledged() && !brokersAnswer.getAsBoolean()) {
            waits.increment();
            log.warn("The brokers do not answer for {} s; the relay goes on waiting", stalledAfter.toSeconds());
            return;
        }
        Throwable where = new Throwable("where the relay stands");
        where.setStackTrace(relay.thread().getStackTrace());
        hangs.increment();
        log.error("The relay has taken no step for {} s and begins again", stalledAfter.toSeconds(), where);
        relay.restart();
    }
}
