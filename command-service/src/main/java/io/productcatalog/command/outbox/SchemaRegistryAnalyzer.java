package io.productcatalog.command.outbox;

import io.productcatalog.events.serde.SchemaRegistryException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A failure analyzer that explains why {@code migrate} cannot register the schema, in place of a stack trace. */
class SchemaRegistryAnalyzer extends AbstractFailureAnalyzer<SchemaRegistryException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, SchemaRegistryException cause) {
        return new FailureAnalysis(
                "The event schema is not registered in the registry of SCHEMA_REGISTRY_URL: " + cause.getMessage(),
                "Start the registry, or correct SCHEMA_REGISTRY_URL and the settings beside it. The tables are up to date.",
                cause);
    }
}
