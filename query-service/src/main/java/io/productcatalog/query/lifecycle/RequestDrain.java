package io.productcatalog.query.lifecycle;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;

/**
 * The drain of requests: keeps the web server open for a delay after the stop has begun. Readiness is down from the
 * first moment, and every answer closes its connection. So clients move to other replicas, and no connection is closed
 * with a request in flight.
 */
public class RequestDrain implements SmartLifecycle {

    /** Stops before the web server, and after the Kafka containers, whose stop counts towards the delay. */
    static final int PHASE = DEFAULT_PHASE - 512;

    private final Duration delay;
    private volatile long beginNanos;
    private volatile boolean begun;
    private volatile boolean running;

    RequestDrain(Duration delay) {
        this.delay = delay;
    }

    /** Whether the stop has begun. */
    public boolean hasBegun() {
        return begun;
    }

    @EventListener
    void readinessChanged(AvailabilityChangeEvent<ReadinessState> event) {
        if (event.getState() == ReadinessState.REFUSING_TRAFFIC && !begun) {
            beginNanos = System.nanoTime();
            begun = true;
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
    }

    @Override
    public void stop(Runnable callback) {
        stop();
        long rest = begun ? delay.toNanos() - (System.nanoTime() - beginNanos) : 0;
        CompletableFuture.delayedExecutor(Math.max(0, rest), TimeUnit.NANOSECONDS)
                .execute(callback);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
