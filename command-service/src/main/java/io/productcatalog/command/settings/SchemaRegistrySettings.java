package io.productcatalog.command.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of the connection to the schema registry.
 *
 * @param url the base of the registry's Confluent API
 * @param user the user of HTTP's basic authentication; null if the registry asks for none
 * @param caFile a PEM file with the certificates of the only authorities that the registry's certificate may have; null
 *     for those that the JVM trusts
 */
@ConfigurationProperties("schema-registry")
public record SchemaRegistrySettings(
        String url,
        @Nullable String user,
        @Nullable String password,
        @Nullable String caFile) {

    public SchemaRegistrySettings {
        new Requirements()
                .required("SCHEMA_REGISTRY_URL", url, HttpUrl::isValid, "an http or https URL without credentials")
                .require(
                        (user == null) == (password == null),
                        "SCHEMA_REGISTRY_PASSWORD must be set if SCHEMA_REGISTRY_USER is, and only then.")
                .require(user == null || !user.contains(":"), "SCHEMA_REGISTRY_USER must not contain a colon.")
                .require(
                        caFile == null || isCertificateFile(caFile),
                        "SCHEMA_REGISTRY_CA_FILE must be a PEM file with certificates.")
                .require(
                        caFile == null || url == null || url.startsWith("https:"),
                        "SCHEMA_REGISTRY_URL must be an https URL if SCHEMA_REGISTRY_CA_FILE is set.")
                .verify();
    }

    /** The settings of a client of the registry, by the names that Confluent's serializers have for them. */
    public Map<String, Object> clientSettings() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("schema.registry.url", url);
        if (user != null) {
            settings.put("basic.auth.credentials.source", "USER_INFO");
            settings.put("basic.auth.user.info", user + ":" + password);
        }
        if (caFile != null) {
            settings.put("schema.registry.ssl.truststore.type", "PEM");
            settings.put("schema.registry.ssl.truststore.location", caFile);
        }
        return settings;
    }

    private static boolean isCertificateFile(String file) {
        try (InputStream pem = Files.newInputStream(Path.of(file))) {
            return !CertificateFactory.getInstance("X.509")
                    .generateCertificates(pem)
                    .isEmpty();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException unusable) {
            return false;
        }
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "SchemaRegistrySettings[url=" + url + ", user=" + user + ", caFile=" + caFile + "]";
    }
}
