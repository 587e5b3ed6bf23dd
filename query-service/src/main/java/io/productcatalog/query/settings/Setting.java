package io.productcatalog.query.settings;

import org.jspecify.annotations.Nullable;

/** Every setting of the service: an environment variable of this name. */
enum Setting {
    KAFKA_BOOTSTRAP_SERVERS(SettingKind.ADDRESSES, "Kafka brokers to begin with"),
    SCHEMA_REGISTRY_URL(SettingKind.HTTP_URL, "base of the schema registry's Confluent API"),
    CATALOG_TOPIC("catalog.products", SettingKind.TOPIC, "topic of the product events"),
    CATALOG_BIND_ADDRESS("0.0.0.0", SettingKind.LOCAL_ADDRESS, "address that both ports listen on"),
    CATALOG_PORT("8080", SettingKind.PORT, "port of the public API"),
    CATALOG_MANAGEMENT_PORT("9080", SettingKind.PORT, "port of the health probes and metrics"),
    CATALOG_ACCESS_LOG("true", SettingKind.BOOLEAN, "whether each request is logged"),
    CATALOG_MAX_HEADER_BYTES("16384", SettingKind.HEADER_BYTES, "most bytes of a request's headers"),
    CATALOG_SHUTDOWN_TIMEOUT("20s", SettingKind.DURATION, "longest time for each phase of a stop"),
    CATALOG_DRAIN_DELAY("1s", SettingKind.DURATION, "how long requests are still accepted once a stop has begun"),
    CATALOG_MIGRATE("true", SettingKind.BOOLEAN, "whether the read model's tables are created at start"),
    CATALOG_READ_DB_URL(SettingKind.POSTGRES_URL, "database of the read model"),
    CATALOG_READ_DB_USER(null, SettingKind.TEXT, "role that reads and projects, instead of the URL's"),
    CATALOG_READ_DB_PASSWORD(null, SettingKind.TEXT, "its password, instead of the URL's"),
    CATALOG_READ_DB_OWNER_USER(null, SettingKind.TEXT, "role that owns the tables; the same as the other by default"),
    CATALOG_READ_DB_OWNER_PASSWORD(null, SettingKind.TEXT, "its password"),
    CATALOG_READ_DB_POOL_SIZE("10", SettingKind.POOL_SIZE, "most connections that serve requests"),
    CATALOG_READ_MODEL_GENERATION("1", SettingKind.POSITIVE, "number of the read model, to build a new one beside it"),
    CATALOG_CACHE_BYTES(
            "67108864",
            SettingKind.CACHE_BYTES,
            "most bytes of products kept in memory, up to half of the heap, and pages take a quarter of it beside; 0 keeps none"),
    CATALOG_CACHE_CONTROL("no-cache", SettingKind.HEADER_VALUE, "Cache-Control of product answers"),
    CATALOG_MAX_PAGE_SIZE("100", SettingKind.PAGE_SIZE, "most products on one page");

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
