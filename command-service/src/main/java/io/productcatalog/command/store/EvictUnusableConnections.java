package io.productcatalog.command.store;

import com.zaxxer.hikari.SQLExceptionOverride;
import java.sql.SQLException;

/**
 * Decides which errors end a pooled connection, beside those that HikariCP knows: after a failover the connections to
 * the old primary, which is read-only now (25006). A new connection is made by the current addresses.
 */
public final class EvictUnusableConnections implements SQLExceptionOverride {

    private static final String READ_ONLY = "25006";

    @java.lang.Override
    public Override adjudicate(SQLException error) {
        return READ_ONLY.equals(error.getSQLState()) ? Override.MUST_EVICT : Override.CONTINUE_EVICT;
    }
}
