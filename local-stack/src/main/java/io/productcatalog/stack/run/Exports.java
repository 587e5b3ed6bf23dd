package io.productcatalog.stack.run;

import io.productcatalog.stack.parts.ChildProcess;
import io.productcatalog.stack.parts.LocalParts;
import io.productcatalog.stack.services.CatalogService;
import io.productcatalog.stack.services.ServiceSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** What a shell is told about the running stack. */
record Exports(ServiceSettings settings, CatalogServices both, Function<CatalogService, ChildProcess> processOf) {

    Map<String, String> values() {
        LocalParts parts = settings.parts();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("CATALOG_COMMAND_URL", both.command().url());
        values.put("CATALOG_QUERY_URL", both.query().url());
        values.put("CATALOG_COMMAND_MANAGEMENT_URL", both.command().managementUrl());
        values.put("CATALOG_QUERY_MANAGEMENT_URL", both.query().managementUrl());
        values.put("CATALOG_ADMIN_TOKEN", settings.tokens().adminToken());
        values.put("KAFKA_BOOTSTRAP_SERVERS", parts.kafka().bootstrapServers());
        values.put("SCHEMA_REGISTRY_URL", parts.registry().url());
        values.put("CATALOG_WRITE_DB_URL", settings.write().appUrl());
        values.put("CATALOG_READ_DB_URL", settings.read().appUrl());
        values.put("CATALOG_STACK_PID", Long.toString(ProcessHandle.current().pid()));
        values.put("CATALOG_COMMAND_PID", pid(processOf.apply(both.command())));
        values.put("CATALOG_QUERY_PID", pid(processOf.apply(both.query())));
        values.put("CATALOG_KAFKA_PID", pid(parts.kafka().child()));
        values.put("CATALOG_POSTGRES_PID", pid(parts.postgres().child()));
        values.put("CATALOG_REGISTRY_PID", pid(parts.registry().child()));
        return values;
    }

    private static String pid(ChildProcess child) {
        return Long.toString(child.process().pid());
    }
}
