package io.productcatalog.query.settings;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of the migration of the tables.
 *
 * @param migrate whether the tables are created and brought up to date at start
 */
@ConfigurationProperties("catalog")
public record MigrationSettings(boolean migrate) {}
