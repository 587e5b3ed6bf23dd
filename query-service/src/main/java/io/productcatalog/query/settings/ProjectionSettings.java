package io.productcatalog.query.settings;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of the projection.
 *
 * @param holdPoisonedBatches whether a batch is retried, and makes no dead letters, when most of its records cannot be
 *     projected
 */
@ConfigurationProperties("catalog")
public record ProjectionSettings(boolean holdPoisonedBatches) {}
