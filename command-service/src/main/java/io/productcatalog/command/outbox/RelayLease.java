package io.productcatalog.command.outbox;

import io.productcatalog.command.store.EventLogReader;
import io.productcatalog.command.store.LogPosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The lease of one relay: a database session that can hold an advisory lock. The relay whose session holds the lock is
 * the leader, the only relay that publishes.
 *
 * <p>The same session receives the log's notifications, reads the log and moves the cursor. PostgreSQL releases the
 * lock when the session ends, so a relay that has lost the lock cannot do any of this either.
 */
final class RelayLease implements AutoCloseable {

    private static final int LOCK_CLASS_ID = 0x636174;
    private static final int LOCK_ID = 1;

    private static final int CHECK_TIMEOUT_SECONDS = 2;

    private final Connection connection;
    private final JdbcClient jdbc;
    private final EventLogReader log;
    private final RelayCursor cursor;

    private RelayLease(Connection connection) {
        this.connection = connection;
        this.jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
        this.log = new EventLogReader(jdbc);
        this.cursor = new RelayCursor(jdbc);
    }

    /** Opens the session. It does not hold the lock yet. */
    static RelayLease connect(DataSource dataSource) throws SQLException {
        return new RelayLease(dataSource.getConnection());
    }

    /**
     * Tries to take the lock. If it succeeds, this relay is the leader and its session receives the log's
     * notifications.
     *
     * @return false when another relay holds the lock
     */
    boolean tryAcquire() {
        boolean acquired = jdbc.sql("select pg_try_advisory_lock(?, ?)")
                .params(LOCK_CLASS_ID, LOCK_ID)
                .query(Boolean.class)
                .single();
        if (acquired) {
            jdbc.sql("listen " + EventLogReader.CHANNEL).update();
        }
        return acquired;
    }

    LogPosition cursor() {
        return cursor.read();
    }

    EventLogReader.Page read(LogPosition after, int limit) {
        return log.after(after, limit);
    }

    void advance(LogPosition from, LogPosition to) {
        if (!cursor.advance(from, to)) {
            throw new IllegalStateException("Another relay has moved the relay cursor");
        }
    }

    /**
     * Checks that the session still lives and so still holds the lock.
     *
     * @throws IllegalStateException when the session is lost
     */
    void requireHeld() throws SQLException {
        if (!connection.isValid(CHECK_TIMEOUT_SECONDS)) {
            throw new IllegalStateException("The connection that holds the relay's lock is lost");
        }
    }

    /**
     * Waits until the log has grown, or the timeout is over.
     *
     * @throws SQLException when the session is lost
     */
    void awaitNotification(Duration timeout) throws SQLException {
        connection.unwrap(PGConnection.class).getNotifications((int) timeout.toMillis());
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
