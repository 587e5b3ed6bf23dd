package io.productcatalog.command.lifecycle;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A failure analyzer that explains at start why the database cannot be used, in place of a stack trace. */
class UnusableDatabaseAnalyzer extends AbstractFailureAnalyzer<SQLException> {

    /** The classes of SQL states for: no connection, access denied, no such database, shutting down or starting up. */
    private static final Set<String> SQL_STATE_CLASSES = Set.of("08", "28", "3D", "57");

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
        String state = cause.getSQLState();
        if (state == null || state.length() < 2 || !SQL_STATE_CLASSES.contains(state.substring(0, 2))) {
            return null;
        }
        return new FailureAnalysis(
                "The database of CATALOG_WRITE_DB_URL cannot be used: " + cause.getMessage(),
                "Start it, or correct CATALOG_WRITE_DB_URL and the roles and passwords beside it.",
                cause);
    }
}
