package io.productcatalog.query.settings;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of the database of the read model.
 *
 * @param url as {@link PostgresUrl}
 * @param user the role that reads and projects
 * @param ownerUser the role that owns the tables and migrates them; by default {@code user} with its password
 * @param poolSize the maximum number of connections for requests
 */
@ConfigurationProperties("catalog.read-db")
public record ReadDatabaseSettings(
        String url,
        String user,
        @Nullable String password,
        @Nullable String ownerUser,
        @Nullable String ownerPassword,
        int poolSize) {

    public ReadDatabaseSettings {
        new Requirements()
                .required("CATALOG_READ_DB_URL", url, PostgresUrl::isValid, PostgresUrl.EXPECTATION)
                .required("CATALOG_READ_DB_USER", user, _ -> true, "a role of the database")
                .range("CATALOG_READ_DB_POOL_SIZE", poolSize, 2, 1000)
                .verify();
    }

    /** The properties that {@code application.yaml} refers to and that follow from these settings. */
    Map<String, Object> derivedProperties() {
        PostgresUrl postgres = PostgresUrl.parse(url);
        String appPassword = Objects.requireNonNullElse(password, "");
        return Map.of(
                "catalog.read-db.jdbc-url", postgres.jdbcUrl(),
                "catalog.read-db.r2dbc-url", postgres.r2dbcUrl(),
                "catalog.read-db.migration-jdbc-url", postgres.migrationJdbcUrl(),
                "catalog.read-db.migration-user", Objects.requireNonNullElse(ownerUser, user),
                "catalog.read-db.migration-password", Objects.requireNonNullElse(ownerPassword, appPassword));
    }

    /** Without the passwords. */
    @Override
    public String toString() {
        return "ReadDatabaseSettings[url=" + url + ", user=" + user + "]";
    }
}
