package io.productcatalog.command.settings;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of the database of products and their event log.
 *
 * @param url as {@link PostgresUrl}
 * @param user the role that reads and writes
 * @param ownerUser the role that owns the tables and migrates them; by default {@code user} with its password
 * @param poolSize the maximum number of connections for requests
 */
@ConfigurationProperties("catalog.write-db")
public record WriteDatabaseSettings(
        String url,
        String user,
        @Nullable String password,
        @Nullable String ownerUser,
        @Nullable String ownerPassword,
        int poolSize) {

    public WriteDatabaseSettings {
        new Requirements()
                .required("CATALOG_WRITE_DB_URL", url, PostgresUrl::isValid, PostgresUrl.EXPECTATION)
                .required("CATALOG_WRITE_DB_USER", user, _ -> true, "a role of the database")
                .range("CATALOG_WRITE_DB_POOL_SIZE", poolSize, 2, 1000)
                .verify();
    }

    /** The properties that {@code application.yaml} refers to and that follow from these settings. */
    Map<String, Object> derivedProperties() {
        PostgresUrl postgres = PostgresUrl.parse(url);
        String appPassword = Objects.requireNonNullElse(password, "");
        return Map.of(
                "catalog.write-db.jdbc-url", postgres.jdbcUrl(),
                "catalog.write-db.migration-jdbc-url", postgres.migrationJdbcUrl(),
                "catalog.write-db.migration-user", Objects.requireNonNullElse(ownerUser, user),
                "catalog.write-db.migration-password", Objects.requireNonNullElse(ownerPassword, appPassword));
    }

    /** Without the passwords. */
    @Override
    public String toString() {
        return "WriteDatabaseSettings[url=" + url + ", user=" + user + "]";
    }
}
