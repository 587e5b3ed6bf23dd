package io.productcatalog.command.settings;

import org.jspecify.annotations.Nullable;

/** Every setting of the service: an environment variable of this name. */
enum Setting {
    KAFKA_BOOTSTRAP_SERVERS(SettingKind.ADDRESSES, "Kafka brokers to begin with"),
    SCHEMA_REGISTRY_URL(SettingKind.HTTP_URL, "base of the schema registry's Confluent API"),
    CATALOG_TOPIC("catalog.products", SettingKind.TOPIC, "topic of the product events"),
    CATALOG_CREATE_TOPIC("false", SettingKind.BOOLEAN, "whether the service makes the topic when it is missing"),
    CATALOG_BIND_ADDRESS("0.0.0.0", SettingKind.LOCAL_ADDRESS, "address that both ports listen on"),
    CATALOG_PORT("8081", SettingKind.PORT, "port of the API"),
    CATALOG_MANAGEMENT_PORT("9081", SettingKind.PORT, "port of the health probes and metrics"),
    CATALOG_ACCESS_LOG("true", SettingKind.BOOLEAN, "whether each request is logged"),
    CATALOG_MAX_BODY_BYTES("262144", SettingKind.BODY_BYTES, "most bytes of a request's body"),
    CATALOG_MAX_HEADER_BYTES("16384", SettingKind.HEADER_BYTES, "most bytes of a request's headers"),
    CATALOG_SHUTDOWN_TIMEOUT("20s", SettingKind.DURATION, "longest time for each phase of a stop"),
    CATALOG_DRAIN_DELAY("1s", SettingKind.DURATION, "how long requests are still accepted once a stop has begun"),
    CATALOG_MIGRATE("true", SettingKind.BOOLEAN, "whether the tables are created and brought up to date at start"),
    CATALOG_WRITE_DB_URL(SettingKind.POSTGRES_URL, "database of the products and their log"),
    CATALOG_WRITE_DB_USER(null, SettingKind.TEXT, "role that reads and writes, instead of the URL's"),
    CATALOG_WRITE_DB_PASSWORD(null, SettingKind.TEXT, "its password, instead of the URL's"),
    CATALOG_WRITE_DB_OWNER_USER(null, SettingKind.TEXT, "role that owns the tables; the same as the other by default"),
    CATALOG_WRITE_DB_OWNER_PASSWORD(null, SettingKind.TEXT, "its password"),
    CATALOG_WRITE_DB_POOL_SIZE("10", SettingKind.POOL_SIZE, "most connections that serve requests"),
    CATALOG_JWT_PUBLIC_KEY_FILE(
            null, SettingKind.PUBLIC_KEY_FILE, "key that verifies tokens; this or the issuer is needed"),
    CATALOG_JWT_ISSUER_URI(null, SettingKind.HTTP_URL, "OpenID Connect issuer whose keys verify tokens"),
    CATALOG_JWT_AUDIENCE(null, SettingKind.TEXT, "audience that tokens must name; not checked by default");

    private final boolean required;
    private final @Nullable String defaultValue;
    private final SettingKind kind;
    private final String meaning;

    Setting(SettingKind kind, String meaning) {
        this(true, null, kind, meaning);
    }

    Setting(@Nullable String defaultValue, SettingKind kind, String meaning) {
        this(false, defaultValue, kind, meaning);
    }

    Setting(boolean required, @Nullable String defaultValue, SettingKind kind, String meaning) {
        this.required = required;
        this.defaultValue = defaultValue;
        this.kind = kind;
        this.meaning = meaning;
    }

    boolean required() {
        return required;
    }

    @Nullable
    String defaultValue() {
        return defaultValue;
    }

    SettingKind kind() {
        return kind;
    }

    String meaning() {
        return meaning;
    }
}
