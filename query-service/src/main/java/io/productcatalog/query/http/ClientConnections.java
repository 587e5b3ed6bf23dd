package io.productcatalog.query.http;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all clients together hold of this process, within limits: open connections, requests that wait for the answer
 * before them ({@link PipelinedRequests}), and the bytes of answers that wait in memory until they are read. When these
 * bytes reach half of their limit, the slowest clients are disconnected ({@link SlowClientHandler}). Large answers that
 * would exceed it are refused.
 */
public final class ClientConnections {

    /** An answer of this size is always sent. There are at most as many of them unread as connections. */
    private static final int SMALL_ANSWER_BYTES = 16 * 1024;

    private final ClientLimits limits;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
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

    /** Counts a waiting request. False if there are too many; then it is not counted. */
    boolean tryWait() {
        if (waiting.incrementAndGet() <= limits.waitingRequests()) {
            return true;
        }
        waiting.decrementAndGet();
        return false;
    }

    /** Requests wait no longer. */
    void waited(int requests) {
        waiting.addAndGet(-requests);
    }

    void addUnread(long bytes) {
        unreadBytes.addAndGet(bytes);
    }

    /** Whether an answer with a body of this length can be kept until it is read. */
    public boolean hasRoomFor(long bytes) {
        return bytes <= SMALL_ANSWER_BYTES || unreadBytes.get() + bytes <= limits.unreadBytes();
    }

    /** Whether more than half of the connections that may be open are open. */
    boolean areMany() {
        return open.get() > limits.connections() / 2;
    }

    boolean isCrowded() {
        return unreadBytes.get() > limits.unreadBytes() / 2;
    }
}
