package io.productcatalog.stack.testing;

import io.productcatalog.stack.parts.CatalogTopics;
import io.productcatalog.stack.parts.DatabaseAccess;
import io.productcatalog.stack.token.JwtIssuer;

/**
 * One set of real parts for all tests of a JVM: started at the first {@link #get}, stopped when the JVM ends. Tests keep out of each
 * other's way by a database and a topic of their own.
 */
public interface RealParts {

    /** The parts of this JVM. The first call starts them and takes some seconds. */
    static RealParts get() {
        return SharedParts.INSTANCE;
    }

    /** For KAFKA_BOOTSTRAP_SERVERS. */
    String bootstrapServers();

    /** For SCHEMA_REGISTRY_URL: the base of the Confluent API. The level is FULL_TRANSITIVE. */
    String registryUrl();

    /** A new empty database with the roles {@code catalog_command_owner} and {@code catalog_command}. */
    DatabaseAccess newWriteDatabase();

    /** A new empty database with the roles {@code catalog_query_owner} and {@code catalog_query}. */
    DatabaseAccess newReadDatabase();

    /** Signs tokens; {@link JwtIssuer#publicKeyFile} is for CATALOG_JWT_PUBLIC_KEY_FILE. */
    JwtIssuer tokens();

    /** Makes the topic and its {@code .dlt} with the settings that production has. */
    default void createTopics(String topic) {
        CatalogTopics.create(bootstrapServers(), topic);
    }

    /** The same under a name that no other test of this JVM has. Returns the name. */
    String newTopic();
}
