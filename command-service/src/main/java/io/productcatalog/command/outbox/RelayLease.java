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
 * One relay's time in office, on a connection of its own. The connection holds the lock that makes this relay the only
 * one, hears the log's notifications, reads the log and moves the cursor: when it is lost, all of that ends at once.
 */
final class RelayLease implements AutoCloseable {

    private static final int LOCK_CLASS = 0x636174;
    private static final int LOCK = 1;

    private static final int CHECK_SECONDS = 2;

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

    static RelayLease connect(DataSource dataSource) throws SQLException {
        return new RelayLease(dataSource.getConnection());
    }

    /** Takes office unless another relay holds it, and then listens for the log's growth. */
    boolean begin() {
        boolean elected = jdbc.sql("select pg_try_advisory_lock(?, ?)")
                .params(LOCK_CLASS, LOCK)
                .query(Boolean.class)
                .single();
        if (elected) {
            jdbc.sql("listen " + EventLogReader.CHANNEL).update();
        }
        return elected;
    }

    LogPosition cursor() {
        return cursor.read();
    }

    EventLogReader.Page read(LogPosition after, int limit) {
        return log.after(after, limit);
    }

    void advance(LogPosition from, LogPosition to) {
        if (!cursor.advance(from, to)) {
            throw new IllegalStateException("The relay cursor was moved by somebody else");
        }
    }

    /** The lock is held as long as its connection lives. */
    void requireOffice() throws SQLException {
        if (!connection.isValid(CHECK_SECONDS)) {
            throw new IllegalStateException("The connection that holds the relay's lock is lost");
        }
    }

    /** Waits until the log has grown, or the time is over. Lost connections are noticed here. */
    void awaitGrowth(Duration atMost) throws SQLException {
        connection.unwrap(PGConnection.class).getNotifications((int) atMost.toMillis());
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
