package io.productcatalog.stack.testing;

import io.productcatalog.stack.parts.CatalogTopics;
import io.productcatalog.stack.parts.DatabaseAccess;
import io.productcatalog.stack.token.JwtIssuer;

/**
 * The real parts that all tests of a JVM share. They start at the first {@link #get} and stop when the JVM ends. Each
 * test uses a database and a topic of its own.
 */
public interface RealParts {

    /** The parts of this JVM. The first call starts them and takes some seconds. */
    static RealParts get() {
        return SharedParts.INSTANCE;
    }

    /** The value of KAFKA_BOOTSTRAP_SERVERS. */
    String bootstrapServers();

    /** The value of SCHEMA_REGISTRY_URL: the base of the Confluent API. The compatibility level is FULL_TRANSITIVE. */
    String registryUrl();

    /** Creates an empty database with the roles {@code catalog_command_owner} and {@code catalog_command}. */
    DatabaseAccess newWriteDatabase();

    /** Creates an empty database with the roles {@code catalog_query_owner} and {@code catalog_query}. */
    DatabaseAccess newReadDatabase();

    /** The issuer of tokens. Its {@link JwtIssuer#publicKeyFile} is the value of CATALOG_JWT_PUBLIC_KEY_FILE. */
    JwtIssuer tokens();

    /** Creates a topic and its {@code .dlt} with the settings of production. */
    default void createTopics(String topic) {
        CatalogTopics.create(bootstrapServers(), topic);
    }

    /** Creates topics with a name that no other test of this JVM uses. Returns the name. */
    String newTopic();
}
