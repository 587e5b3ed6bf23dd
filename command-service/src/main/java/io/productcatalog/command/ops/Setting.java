package io.productcatalog.command.ops;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The service's settings: environment variables, read once at start. This list is what the README's table is tested
 * against.
 */
enum Setting {
    KAFKA_BOOTSTRAP_SERVERS("", "Kafka's bootstrap servers, host:port separated by commas", true, Format::text),
    SCHEMA_REGISTRY_URL("", "Base of the schema registry's Confluent API", true, Format::webAddress),
    CATALOG_TOPIC("catalog.products", "Topic of the product events", Format::topic),
    CATALOG_CREATE_TOPIC("false", "Whether the service makes the topic when it is missing", Format::flag),
    CATALOG_WRITE_DB_URL(
            "", "Write database: postgresql://[user[:password]@]host[:port]/database", true, Format::database),
    CATALOG_WRITE_DB_USER("", "Role of the service; overrides the one in the URL", Format::text),
    CATALOG_WRITE_DB_PASSWORD("", "Its password; overrides the one in the URL", Format::text),
    CATALOG_WRITE_DB_OWNER_USER(
            "", "Role that owns the tables and runs migrations; the service's when empty", Format::text),
    CATALOG_WRITE_DB_OWNER_PASSWORD("", "Its password", Format::text),
    CATALOG_WRITE_DB_POOL_SIZE("10", "Connections of the pool", number(1, 200)),
    CATALOG_MIGRATE("true", "Whether to run database migrations at start", Format::flag),
    CATALOG_JWT_PUBLIC_KEY_FILE(
            "", "PEM file of the RSA key that verifies tokens; or set the issuer", Format::readableFile),
    CATALOG_JWT_ISSUER_URI(
            "", "OpenID Connect issuer whose keys verify tokens; or set the key file", Format::webAddress),
    CATALOG_JWT_AUDIENCE("", "Audience that tokens must name; not checked when empty", Format::text),
    CATALOG_BIND_ADDRESS("0.0.0.0", "Address to listen on", Format::text),
    CATALOG_PORT("8081", "Port of the API", number(0, 65_535)),
    CATALOG_MANAGEMENT_PORT("9081", "Port of probes and metrics", number(0, 65_535)),
    CATALOG_MAX_BODY_BYTES("262144", "Largest request body, in bytes", number(1_024, 900_000)),
    CATALOG_MAX_HEADER_BYTES("16384", "Largest request line and headers together, in bytes", number(1_024, 1_048_576)),
    CATALOG_ACCESS_LOG("true", "Whether to log one line a request", Format::flag),
    CATALOG_DRAIN_DELAY(
            "1s", "How long to go on accepting requests after SIGTERM, while clients move away", Format::duration),
    CATALOG_SHUTDOWN_TIMEOUT("20s", "Longest time for each phase of a graceful shutdown", Format::duration);

    private final String defaultValue;
    private final String meaning;
    private final boolean required;
    private final Function<String, @Nullable String> fault;

    Setting(String defaultValue, String meaning, Function<String, @Nullable String> fault) {
        this(defaultValue, meaning, false, fault);
    }

    Setting(String defaultValue, String meaning, boolean required, Function<String, @Nullable String> fault) {
        this.defaultValue = defaultValue;
        this.meaning = meaning;
        this.required = required;
        this.fault = fault;
    }

    private static Function<String, @Nullable String> number(int least, int most) {
        return value -> Format.number(value, least, most);
    }

    String defaultValue() {
        return defaultValue;
    }

    String meaning() {
        return meaning;
    }

    boolean required() {
        return required;
    }

    /** What is wrong with a value, as the end of a sentence that begins with the variable's name; null if nothing is. */
    @Nullable
    String fault(String value) {
        if (value.isEmpty()) {
            return required ? "is not set. It is needed: " + meaning + "." : null;
        }
        return fault.apply(value);
    }
}
