package io.productcatalog.query.settings;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of the read model.
 *
 * @param readModelGeneration its number, which is different for a new read model that is built beside the old one
 */
@ConfigurationProperties("catalog")
public record ReadModelSettings(int readModelGeneration) {

    public ReadModelSettings {
        new Requirements()
                .range("CATALOG_READ_MODEL_GENERATION", readModelGeneration, 1, 999_999)
                .verify();
    }

    /** The schema of the read model in the database. Its projections notify a channel of the same name. */
    public String schema() {
        return "read_model_" + readModelGeneration;
    }
}
