package io.productcatalog.command.outbox;

import io.productcatalog.command.store.LogPosition;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The cursor of the relay: the position in the log up to which the brokers have acknowledged every event. It is one
 * row, shared by all replicas.
 */
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
     * Moves the cursor.
     *
     * @return false when it is no longer at {@code from}, because another relay has moved it
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
