package io.productcatalog.command.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;

/** The progress of a relay over all its leases. The relay's thread writes it. The watchdog and the metrics read it. */
final class RelayProgress {

    private final AtomicLong steps = new AtomicLong();
    private final Counter published;
    private volatile boolean active;
    private volatile boolean unacknowledged;
    private volatile boolean blocked;

    /** Used by the relay's thread only. */
    private boolean failing;

    RelayProgress(MeterRegistry meters) {
        this.published = Counter.builder("catalog.relay.published")
                .description("Events acknowledged by the brokers")
                .register(meters);
        Gauge.builder("catalog.relay.active", () -> active ? 1 : 0)
                .description("1 in the replica whose relay is the leader and publishes, 0 in the others")
                .register(meters);
        Gauge.builder("catalog.relay.blocked", () -> blocked ? 1 : 0)
                .description("1 while an event is refused, by the brokers or the serializer; the log names it")
                .register(meters);
    }

    /** Counts a step: a call that ended, or an attempt that failed or found another leader. */
    void step() {
        steps.incrementAndGet();
    }

    long steps() {
        return steps.get();
    }

    void leaseBegins() {
        active = true;
    }

    void leaseEnds() {
        active = false;
        unacknowledged = false;
    }

    /** Whether records were sent to the brokers that they have not acknowledged. */
    boolean hasUnacknowledged() {
        return unacknowledged;
    }

    void setUnacknowledged(boolean unacknowledged) {
        this.unacknowledged = unacknowledged;
    }

    /** Whether the next event was refused when it was sent last. */
    boolean isBlocked() {
        return blocked;
    }

    void setBlocked(boolean blocked) {
        this.blocked = blocked;
    }

    void published(int events) {
        published.increment(events);
    }

    /** Whether no page has succeeded since the last failure. */
    boolean isFailing() {
        return failing;
    }

    void setFailing(boolean failing) {
        this.failing = failing;
    }
}
