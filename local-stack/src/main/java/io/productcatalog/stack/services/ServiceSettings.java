package io.productcatalog.stack.run;

import io.productcatalog.stack.parts.CatalogTopics;
import io.productcatalog.stack.parts.DatabaseAccess;
import io.productcatalog.stack.parts.LocalParts;
import io.productcatalog.stack.settings.PortSetting;
import io.productcatalog.stack.settings.StackPorts;
import io.productcatalog.stack.token.TokenMint;
import java.util.HashMap;
import java.util.Map;

/** What the services are told, by the names of their own tables of settings. */
record ServiceSettings(ServiceJars jars, StackPorts ports, LocalParts parts) {

    CatalogServices of(DatabaseAccess write, DatabaseAccess read, TokenMint tokens) {
        Map<String, String> command = common(PortSetting.COMMAND, PortSetting.COMMAND_MANAGEMENT);
        addDatabase(command, write, "CATALOG_WRITE_DB");
        command.put("CATALOG_JWT_PUBLIC_KEY_FILE", tokens.publicKeyFile().toString());
        Map<String, String> query = common(PortSetting.QUERY, PortSetting.QUERY_MANAGEMENT);
        addDatabase(query, read, "CATALOG_READ_DB");
        return new CatalogServices(
                new CatalogService(
                        CatalogService.COMMAND,
                        jars.command(),
                        ports.of(PortSetting.COMMAND),
                        ports.of(PortSetting.COMMAND_MANAGEMENT),
                        command),
                new CatalogService(
                        CatalogService.QUERY,
                        jars.query(),
                        ports.of(PortSetting.QUERY),
                        ports.of(PortSetting.QUERY_MANAGEMENT),
                        query));
    }

    private Map<String, String> common(PortSetting port, PortSetting managementPort) {
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", parts.kafka().bootstrapServers());
        environment.put("SCHEMA_REGISTRY_URL", parts.registry().url());
        environment.put("CATALOG_TOPIC", CatalogTopics.PRODUCTS);
        environment.put("CATALOG_BIND_ADDRESS", "127.0.0.1");
        environment.put("CATALOG_PORT", Integer.toString(ports.of(port)));
        environment.put("CATALOG_MANAGEMENT_PORT", Integer.toString(ports.of(managementPort)));
        return environment;
    }

    private static void addDatabase(Map<String, String> environment, DatabaseAccess access, String prefix) {
        environment.put(prefix + "_URL", access.url());
        environment.put(prefix + "_USER", access.appUser());
        environment.put(prefix + "_PASSWORD", access.appPassword());
        environment.put(prefix + "_OWNER_USER", access.ownerUser());
        environment.put(prefix + "_OWNER_PASSWORD", access.ownerPassword());
    }
}
