package io.productcatalog.command.lifecycle;

import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says that the database cannot be used at start, and why, instead of a stack trace. */
class UnusableDatabaseAnalyzer extends AbstractFailureAnalyzer<SQLException> {

    /** No connection, not admitted, no such database, shutting down or starting up. */
    private static final Set<String> CLASSES = Set.of("08", "28", "3D", "57");

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, SQLException cause) {
        String state = cause.getSQLState();
        if (state == null || state.length() < 2 || !CLASSES.contains(state.substring(0, 2))) {
            return null;
        }
        return new FailureAnalysis(
                "The database of CATALOG_WRITE_DB_URL cannot be used: " + cause.getMessage(),
                "Start it, or correct CATALOG_WRITE_DB_URL and the roles and passwords beside it.",
                cause);
    }
}
