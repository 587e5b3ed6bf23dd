package io.productcatalog.command.outbox;

import io.productcatalog.command.store.LogPosition;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The place in the log up to which everything has been acknowledged by the brokers. One row, shared by all replicas. */
final class RelayCursor {

    private final JdbcClient jdbc;

    RelayCursor(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    LogPosition read() {
        return jdbc.sql("select tx::text::bigint as tx, position from relay_cursor")
                .query((row, number) -> new LogPosition(row.getLong("tx"), row.getLong("position")))
                .single();
    }

    /**
     * Moves the cursor on.
     *
     * @return false when it is no longer at {@code from}: another relay is at work
     */
    boolean advance(LogPosition from, LogPosition to) {
        return jdbc.sql("""
                                update relay_cursor set tx = cast(? as text)::xid8, position = ?
                                where tx = cast(? as text)::xid8 and position = ?""")
                        .params(Long.toString(to.tx()), to.position(), Long.toString(from.tx()), from.position())
                        .update()
                == 1;
    }
}
