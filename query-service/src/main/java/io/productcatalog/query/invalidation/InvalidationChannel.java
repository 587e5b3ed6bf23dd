package io.productcatalog.query.invalidation;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
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
 * This replica's ear: one connection of its own that listens to what the transactions of all projections announce, as
 * {@code id:version} separated by spaces, with a {@code !} behind those that listings show or hide since. It is checked
 * four times a second; {@link InvalidationHeartbeat} knows when that has last gone well. One that has gone without a word is made again for as long as it takes.
 *
 * <p>It waits on a thread of its own, with the blocking driver: the other one shares event loops and name resolvers
 * between connections, and neither closes one whose server never answers nor forgets those that were given up.
 */
public class InvalidationChannel implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(InvalidationChannel.class);
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(250);
    private static final int ANSWER_SECONDS = 1;
    private static final Duration LOST_INTERVAL = Duration.ofMillis(500);
    private static final Duration REMINDER_INTERVAL = Duration.ofMillis(500);

    private final DataSource connections;
    private final String name;
    private final List<InvalidationListener> announcements;
    private final InvalidationHeartbeat hearing;
    private final Disposable.Swap reminder = Disposables.swap();
    private @Nullable Thread ear;
    private volatile boolean running;
    private volatile boolean listening;
    private boolean complained;

    /**
     * @param connections makes connections that are not pooled and wait for no answer longer than a few seconds
     * @param name the channel's, which is that of the read model's schema
     */
    public InvalidationChannel(
            DataSource connections,
            String name,
            List<InvalidationListener> announcements,
            InvalidationHeartbeat hearing) {
        this.connections = connections;
        this.name = name;
        this.announcements = announcements;
        this.hearing = hearing;
    }

    /** Whether whatever is stored from now on will be heard of. */
    public boolean isListening() {
        return listening;
    }

    @Override
    public void start() {
        running = true;
        // A virtual one, since an interrupt also ends its wait for a server.
        ear = Thread.ofVirtual().name("announcements").start(this::run);
        reminder.update(Flux.interval(REMINDER_INTERVAL).subscribe(_ -> remind()));
    }

    @Override
    public void stop() {
        running = false;
        reminder.update(Disposables.disposed());
        if (ear != null) {
            ear.interrupt();
        }
        listening = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /** Listens for as long as the web server answers. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 4096;
    }

    private void run() {
        while (running) {
            try (Connection connection = connections.getConnection()) {
                listen(connection);
            } catch (Throwable failure) {
                // An error too: a thread that has ended for good would look as if it heard everything.
                if (running) {
                    lost(failure);
                }
            }
            try {
                Thread.sleep(LOST_INTERVAL);
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private void listen(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("listen \"" + name + "\"");
        }
        begun();
        PGConnection server = connection.unwrap(PGConnection.class);
        while (running) {
            long begun = System.nanoTime();
            if (!connection.isValid(ANSWER_SECONDS)) {
                throw new SQLException("the connection is broken");
            }
            // What was announced before the check has come with its answer.
            heard(server.getNotifications());
            hearing.isComplete(begun);
            for (Duration left = CHECK_INTERVAL; running && left.isPositive(); left = left(begun)) {
                heard(server.getNotifications((int) left.toMillis()));
            }
        }
    }

    private static Duration left(long begun) {
        Duration left = CHECK_INTERVAL.minusNanos(System.nanoTime() - begun);
        // The driver waits for ever when it is told to wait for nothing.
        return left.toMillis() > 0 ? left : Duration.ZERO;
    }

    private void heard(PGNotification[] notifications) {
        for (PGNotification notification : notifications) {
            heard(notification.getParameter());
        }
    }

    private synchronized void begun() {
        listening = true;
        complained = false;
        log.info("Hears what the projections store");
        missed();
    }

    private synchronized void lost(Throwable failure) {
        listening = false;
        if (!complained) {
            complained = true;
            log.warn("Does not hear what the projections store, and connects again: {}", failure.toString());
        }
        missed();
    }

    private synchronized void remind() {
        if (!listening) {
            missed();
        }
    }

    /** What is said must be true when it is heard, so the state does not change meanwhile. */
    private synchronized void missed() {
        announcements.forEach(each -> each.missed(listening));
    }

    private void heard(String text) {
        try {
            boolean rearranged = false;
            for (String row : text.split(" ", -1)) {
                boolean arranged = row.endsWith("!");
                int colon = row.indexOf(':');
                UUID product = UUID.fromString(row.substring(0, colon));
                long version = Long.parseLong(row.substring(colon + 1, row.length() - (arranged ? 1 : 0)));
                announcements.forEach(each -> each.stored(product, version));
                rearranged |= arranged;
            }
            if (rearranged) {
                announcements.forEach(InvalidationListener::rearranged);
            }
        } catch (IllegalArgumentException | IndexOutOfBoundsException malformed) {
            // Every role of the database may notify.
            missed();
        }
    }
}
