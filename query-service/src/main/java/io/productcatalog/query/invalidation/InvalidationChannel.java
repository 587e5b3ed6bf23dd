package io.productcatalog.query.invalidation;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;

/**
 * The receiving end of cache invalidation: a dedicated connection that listens on a PostgreSQL channel for the {@link
 * InvalidationMessage}s of all projections, and passes them to the listeners.
 *
 * <p>It checks the connection four times a second, and records each success in the {@link InvalidationHeartbeat}. A
 * connection that fails is replaced, for as long as it takes. Meanwhile the channel reports twice a second to the
 * listeners that invalidations may be lost.
 *
 * <p>It uses the blocking driver on a virtual thread. The reactive driver does not close a connection whose server
 * never answers.
 */
public class InvalidationChannel implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(InvalidationChannel.class);
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(250);
    private static final int CHECK_TIMEOUT_SECONDS = 1;
    private static final Duration RECONNECT_INTERVAL = Duration.ofMillis(500);
    private static final Duration MISSED_INTERVAL = Duration.ofMillis(500);

    private final DataSource connections;
    private final String channel;
    private final List<InvalidationListener> listeners;
    private final InvalidationHeartbeat heartbeat;
    private final Disposable.Swap missedTimer = Disposables.swap();
    private @Nullable Thread thread;
    private volatile boolean running;
    private volatile boolean connected;
    private boolean failureLogged;

    /**
     * @param connections opens connections that are not pooled and whose calls end after a few seconds
     * @param channel the name of the read model's schema
     */
    InvalidationChannel(
            DataSource connections,
            String channel,
            List<InvalidationListener> listeners,
            InvalidationHeartbeat heartbeat) {
        this.connections = connections;
        this.channel = channel;
        this.listeners = listeners;
        this.heartbeat = heartbeat;
    }

    /** Whether all invalidations from now on will be received. */
    public boolean isConnected() {
        return connected;
    }

    @Override
    public void start() {
        running = true;
        // An interrupt ends a virtual thread's wait for a server.
        thread = Thread.ofVirtual().name("invalidations").start(this::run);
        missedTimer.update(Flux.interval(MISSED_INTERVAL).subscribe(_ -> repeatMissed()));
    }

    @Override
    public void stop() {
        running = false;
        missedTimer.update(Disposables.disposed());
        if (thread != null) {
            thread.interrupt();
        }
        connected = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Stops after the web server. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 4096;
    }

    private void run() {
        while (running) {
            try (Connection connection = connections.getConnection()) {
                listen(connection);
            } catch (Throwable failure) {
                // Also after an Error: without this thread the caches would stay disabled.
                if (running) {
                    disconnected(failure);
                }
            }
            try {
                Thread.sleep(RECONNECT_INTERVAL);
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen \"" + channel + "\"");
        }
        connected();
        PGConnection server = connection.unwrap(PGConnection.class);
        while (running) {
            long checkedAt = System.nanoTime();
            if (!connection.isValid(CHECK_TIMEOUT_SECONDS)) {
                throw new SQLException("the connection is broken");
            }
            // Notifications that were sent before the check arrive before its answer.
            receive(server.getNotifications());
            heartbeat.completeAt(checkedAt);
            for (Duration left = CHECK_INTERVAL; running && left.isPositive(); left = untilNextCheck(checkedAt)) {
                receive(server.getNotifications((int) left.toMillis()));
            }
        }
    }

    private static Duration untilNextCheck(long checkedAt) {
        Duration left = CHECK_INTERVAL.minusNanos(System.nanoTime() - checkedAt);
        // For the driver, a timeout of 0 ms is no timeout.
        return left.toMillis() > 0 ? left : Duration.ZERO;
    }

    private void receive(PGNotification[] notifications) {
        for (PGNotification notification : notifications) {
            receive(notification.getParameter());
        }
    }

    private void receive(String payload) {
        List<InvalidationMessage> messages;
        try {
            messages = InvalidationMessage.decode(payload);
        } catch (IllegalArgumentException malformed) {
            // Every role of the database may send notifications.
            missed();
            return;
        }
        for (InvalidationMessage message : messages) {
            listeners.forEach(listener -> listener.stored(message.product(), message.version()));
        }
        if (messages.stream().anyMatch(InvalidationMessage::listingsAffected)) {
            listeners.forEach(InvalidationListener::listingsChanged);
        }
    }

    private synchronized void connected() {
        connected = true;
        failureLogged = false;
        log.info("Listening for cache invalidations on {}", channel);
        missed();
    }

    private synchronized void disconnected(Throwable failure) {
        connected = false;
        if (!failureLogged) {
            failureLogged = true;
            log.warn(
                    "Lost the connection for cache invalidations on {}; reading from the database until it is restored: {}",
                    channel,
                    failure.toString());
        }
        missed();
    }

    private synchronized void repeatMissed() {
        if (!connected) {
            missed();
        }
    }

    /** Synchronized: {@link #connected} must not change until every listener has received it. */
    private synchronized void missed() {
        listeners.forEach(listener -> listener.missed(connected));
    }
}
