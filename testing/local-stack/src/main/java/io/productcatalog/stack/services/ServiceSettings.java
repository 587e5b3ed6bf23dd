package io.productcatalog.stack.services;

import io.productcatalog.stack.parts.CatalogTopics;
import io.productcatalog.stack.parts.DatabaseAccess;
import io.productcatalog.stack.parts.DatabaseServer;
import io.productcatalog.stack.parts.LocalParts;
import io.productcatalog.stack.token.JwtIssuer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The settings of the services for the parts of this machine, by the names of their environment variables. */
public record ServiceSettings(LocalParts parts, DatabaseAccess write, DatabaseAccess read, JwtIssuer tokens) {

    /**
     * Creates the databases, the topics and the key pair, unless they exist. The parts must run.
     *
     * @param keys the directory of the key pair
     */
    public static ServiceSettings prepare(LocalParts parts, Path keys) {
        DatabaseServer databases = parts.postgres().databases();
        DatabaseAccess write = databases.writeDatabase("catalog_write");
        DatabaseAccess read = databases.readDatabase("catalog_read");
        CatalogTopics.create(parts.kafka().bootstrapServers(), CatalogTopics.PRODUCTS);
        return new ServiceSettings(parts, write, read, JwtIssuer.in(keys));
    }

    /**
     * One replica of the command service.
     *
     * @param name the name of its log and of its process record
     */
    public CatalogService command(String name, ServicePackage files, int port, int managementPort) {
        Map<String, String> environment = common(port, managementPort);
        addDatabase(environment, write, "CATALOG_WRITE_DB");
        environment.put("CATALOG_JWT_PUBLIC_KEY_FILE", tokens.publicKeyFile().toString());
        return new CatalogService(name, files, port, managementPort, environment);
    }

    /** One replica of the query service. */
    public CatalogService query(String name, ServicePackage files, int port, int managementPort) {
        Map<String, String> environment = common(port, managementPort);
        addDatabase(environment, read, "CATALOG_READ_DB");
        return new CatalogService(name, files, port, managementPort, environment);
    }

    private Map<String, String> common(int port, int managementPort) {
        Map<String, String> environment = new HashMap<>();
        environment.put("KAFKA_BOOTSTRAP_SERVERS", parts.kafka().bootstrapServers());
        environment.put("SCHEMA_REGISTRY_URL", parts.registry().url());
        environment.put("CATALOG_TOPIC", CatalogTopics.PRODUCTS);
        environment.put("CATALOG_BIND_ADDRESS", "127.0.0.1");
        environment.put("CATALOG_PORT", Integer.toString(port));
        environment.put("CATALOG_MANAGEMENT_PORT", Integer.toString(managementPort));
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
