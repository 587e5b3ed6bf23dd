package io.productcatalog.query.http;

import java.time.Duration;

/**
 * The limits of what one client, or all of them together, can hold of this process.
 *
 * @param connections the maximum number of open connections; any more are closed at once
 * @param firstRequest how long a new connection may take to send a complete request head
 * @param nextRequest how long a connection may take from an answer to the next complete request head
 * @param nextRequestOfMany the same while more than half of {@code connections} are open
 * @param waitingRequests the maximum number of requests, of all connections, that wait for the answer to the request
 *     before them; a connection that sends more is closed
 * @param readWindow the time in which a client that has something to read must read {@code minBytes}
 * @param minBytes the bytes that such a client must read in that time
 * @param unreadBytes the bytes of large answers that all clients together may leave unread
 * @param grace how long a client may be reading an answer while more than half of {@code unreadBytes} are unread
 */
record ClientLimits(
        int connections,
        Duration firstRequest,
        Duration nextRequest,
        Duration nextRequestOfMany,
        int waitingRequests,
        Duration readWindow,
        long minBytes,
        long unreadBytes,
        Duration grace) {

    /**
     * The limits of the service. A connection costs some 20 kB, a waiting request of usual size 1 kB. Unread answers are
     * direct memory (jvm.options).
     */
    static final ClientLimits SHIPPED = new ClientLimits(
            2_000,
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            Duration.ofSeconds(2),
            10_000,
            Duration.ofSeconds(30),
            256 * 1024,
            64L * 1024 * 1024,
            Duration.ofSeconds(3));
}
