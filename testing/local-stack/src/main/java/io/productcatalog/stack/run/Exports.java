package io.productcatalog.stack.run;

import io.productcatalog.stack.parts.ChildProcess;
import io.productcatalog.stack.parts.LocalParts;
import io.productcatalog.stack.services.CatalogService;
import io.productcatalog.stack.services.ServiceSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;

/** The variables that a shell gets about the running stack. */
record Exports(ServiceSettings settings, ServicePair services, Function<CatalogService, ChildProcess> processOf) {

    Map<String, String> values() {
        LocalParts parts = settings.parts();
        Map<String, String> values = new LinkedHashMap<>();
        values.put("CATALOG_COMMAND_URL", services.command().url());
        values.put("CATALOG_QUERY_URL", services.query().url());
        values.put("CATALOG_COMMAND_MANAGEMENT_URL", services.command().managementUrl());
        values.put("CATALOG_QUERY_MANAGEMENT_URL", services.query().managementUrl());
        values.put("CATALOG_ADMIN_TOKEN", settings.tokens().adminToken());
        values.put("KAFKA_BOOTSTRAP_SERVERS", parts.kafka().bootstrapServers());
        values.put("SCHEMA_REGISTRY_URL", parts.registry().url());
        values.put("CATALOG_WRITE_DB_URL", settings.write().url());
        values.put("CATALOG_WRITE_DB_USER", settings.write().appUser());
        values.put("CATALOG_WRITE_DB_PASSWORD", settings.write().appPassword());
        values.put("CATALOG_READ_DB_URL", settings.read().url());
        values.put("CATALOG_READ_DB_USER", settings.read().appUser());
        values.put("CATALOG_READ_DB_PASSWORD", settings.read().appPassword());
        values.put("CATALOG_STACK_PID", Long.toString(ProcessHandle.current().pid()));
        values.put("CATALOG_COMMAND_PID", pid(processOf.apply(services.command())));
        values.put("CATALOG_QUERY_PID", pid(processOf.apply(services.query())));
        values.put("CATALOG_KAFKA_PID", pid(parts.kafka().child()));
        values.put("CATALOG_POSTGRES_PID", pid(parts.postgres().child()));
        values.put("CATALOG_REGISTRY_PID", pid(parts.registry().child()));
        return values;
    }

    private static String pid(ChildProcess child) {
        return Long.toString(child.process().pid());
    }
}
