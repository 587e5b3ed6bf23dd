package io.productcatalog.query.lifecycle;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** The analyzer of a database that cannot be used at start. It reports the reason in place of a stack trace. */
class UnusableDatabaseAnalyzer extends AbstractFailureAnalyzer<SQLException> {

    /** No connection, access denied, unknown database, shutting down or starting up. */
    private static final Set<String> SQL_STATE_CLASSES = Set.of("08", "28", "3D", "57");

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
        String state = cause.getSQLState();
        if (state == null || state.length() < 2 || !SQL_STATE_CLASSES.contains(state.substring(0, 2))) {
            return null;
        }
        return new FailureAnalysis(
                "The database of CATALOG_READ_DB_URL cannot be used: " + cause.getMessage(),
                "Start it, or correct CATALOG_READ_DB_URL and the roles and passwords beside it.",
                cause);
    }
}
