package io.productcatalog.query.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The open connections of all clients, and the bytes that they have not read yet. */
final class ClientConnections {

    private final ClientLimits limits;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong unreadBytes = new AtomicLong();

    ClientConnections(ClientLimits limits, MeterRegistry meters) {
        this.limits = limits;
        Gauge.builder("catalog.connections.open", open::get)
                .description("Open connections of clients")
                .register(meters);
        Gauge.builder("catalog.connections.unread", unreadBytes::get)
                .description("Bytes of answers that wait in memory for clients to read them")
                .baseUnit("bytes")
                .register(meters);
    }

    /** Counts a new connection. False if there are too many; then it is not counted. */
    boolean tryOpen() {
        if (open.incrementAndGet() <= limits.connections()) {
            return true;
        }
        open.decrementAndGet();
        return false;
    }

    void closed() {
        open.decrementAndGet();
    }

    void addUnread(long bytes) {
        unreadBytes.addAndGet(bytes);
    }

    boolean hasTooMuchUnread() {
        return unreadBytes.get() > limits.unreadBytes();
    }
}
