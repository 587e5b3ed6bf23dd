package io.productcatalog.command.settings;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of the connection to the schema registry.
 *
 * @param url the base of the registry's Confluent API
 */
@ConfigurationProperties("schema-registry")
public record SchemaRegistrySettings(String url) {

    public SchemaRegistrySettings {
        new Requirements()
                .required("SCHEMA_REGISTRY_URL", url, HttpUrl::isValid, "an http or https URL")
                .verify();
    }
}
