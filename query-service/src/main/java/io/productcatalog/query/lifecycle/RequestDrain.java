package io.productcatalog.query.lifecycle;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.event.EventListener;

/**
 * Keeps the web server open for a while after the stop began. Readiness is down from the first moment and every answer
 * closes its connection, so clients go elsewhere and no connection is cut under a request that is on its way.
 */
public class RequestDrain implements SmartLifecycle {

    /** Before the web server's graceful shutdown, after the Kafka containers, whose stop counts towards the delay. */
    static final int PHASE = DEFAULT_PHASE - 512;

    private final Duration delay;
    private volatile long begin;
    private volatile boolean begun;
    private volatile boolean running;

    public RequestDrain(Duration delay) {
        this.delay = delay;
    }

    public boolean hasBegun() {
        return begun;
    }

    @EventListener
    void readinessChanged(AvailabilityChangeEvent<ReadinessState> event) {
        if (event.getState() == ReadinessState.REFUSING_TRAFFIC && !begun) {
            begin = System.nanoTime();
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
        long rest = begun ? delay.toNanos() - (System.nanoTime() - begin) : 0;
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
