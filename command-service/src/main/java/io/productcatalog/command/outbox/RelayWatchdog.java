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
 * A watchdog that reports and restarts a relay that has taken no step for some time. Every call of the relay should
 * have a time limit, and each call that ends is a step. The watchdog is for a call that has no limit after all, and for
 * a producer that the brokers reject for ever.
 *
 * <p>It only reports, and does not restart, while records are unacknowledged and the brokers do not answer: those
 * records may still arrive, and must not arrive after the records of the next producer. Brokers that answer a new
 * request have already answered every record that reached them.
 *
 * <p>Time is counted in observations, one per second. A process that was paused or gets no processor time makes no
 * observation.
 */
class RelayWatchdog {

    private static final Logger log = LoggerFactory.getLogger(RelayWatchdog.class);

    private final Relay relay;
    private final Duration stalledAfter;
    private final BooleanSupplier brokersAnswer;
    private final Counter callStalls;
    private final Counter acknowledgementStalls;
    private long lastSteps;
    private int observationsWithoutStep;

    /**
     * @param stalledAfter how long the relay may take no step
     * @param brokersAnswer sends a request to the brokers, with a time limit
     */
    RelayWatchdog(Relay relay, Duration stalledAfter, BooleanSupplier brokersAnswer, MeterRegistry meters) {
        this.relay = relay;
        this.stalledAfter = stalledAfter;
        this.brokersAnswer = brokersAnswer;
        this.callStalls = stallCounter("call", meters);
        this.acknowledgementStalls = stallCounter("acknowledgement", meters);
    }

    private static Counter stallCounter(String cause, MeterRegistry meters) {
        return Counter.builder("catalog.relay.stalls")
                .description("Times the relay took no step for too long: in a call, which was interrupted,"
                        + " or waiting for an acknowledgement from brokers that do not answer")
                .tag("cause", cause)
                .register(meters);
    }

    /**
     * Runs at a fixed rate, which has its own thread. Tasks with a fixed delay share a thread and wait for the
     * database.
     */
    @Scheduled(fixedRate = 1, timeUnit = TimeUnit.SECONDS)
    synchronized void observe() {
        long steps = relay.steps();
        if (steps != lastSteps || !relay.isRunning()) {
            lastSteps = steps;
            observationsWithoutStep = 0;
        } else if (++observationsWithoutStep >= stalledAfter.toSeconds()) {
            observationsWithoutStep = 0;
            handleStall();
        }
    }

    private void handleStall() {
        if (relay.hasUnacknowledgedRecords() && !brokersAnswer.getAsBoolean()) {
            acknowledgementStalls.increment();
            log.warn("The brokers have not answered for {} s; the relay keeps waiting", stalledAfter.toSeconds());
            return;
        }
        Throwable stack = new Throwable("stack of the relay's thread");
        stack.setStackTrace(relay.thread().getStackTrace());
        callStalls.increment();
        log.error("The relay has taken no step for {} s and is restarted", stalledAfter.toSeconds(), stack);
        relay.restart();
    }
}
