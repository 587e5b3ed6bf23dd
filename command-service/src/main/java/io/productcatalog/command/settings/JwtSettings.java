package io.productcatalog.command.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.security.converter.RsaKeyConverters;

/**
 * The settings of the verification of bearer tokens. There is no default: without a key or an issuer, anyone could
 * write.
 *
 * @param publicKeyFile a PEM file with the RSA public key that verifies tokens; null if the issuer publishes the keys
 * @param issuerUri the OpenID Connect issuer whose keys verify tokens; null if there is a key file
 * @param audience the audience that a token must name; null if it is not checked, which only a key file allows
 */
@ConfigurationProperties("catalog.jwt")
public record JwtSettings(
        @Nullable String publicKeyFile,
        @Nullable String issuerUri,
        @Nullable String audience) {

    public JwtSettings {
        new Requirements()
                .require(
                        publicKeyFile != null || issuerUri != null,
                        "CATALOG_JWT_PUBLIC_KEY_FILE or CATALOG_JWT_ISSUER_URI is missing:"
                                + " one of them must say whose tokens are valid.")
                .require(
                        publicKeyFile == null || issuerUri == null,
                        "CATALOG_JWT_ISSUER_URI must not be set beside CATALOG_JWT_PUBLIC_KEY_FILE.")
                .optional(
                        "CATALOG_JWT_PUBLIC_KEY_FILE",
                        publicKeyFile,
                        JwtSettings::isPublicKeyFile,
                        "a PEM file with an RSA public key")
                .optional("CATALOG_JWT_ISSUER_URI", issuerUri, HttpUrl::isValid, "an http or https URL")
                .require(
                        issuerUri == null || audience != null,
                        "CATALOG_JWT_AUDIENCE is missing: the issuer of CATALOG_JWT_ISSUER_URI also signs tokens"
                                + " for other services.")
                .verify();
    }

    /** Spring Security's properties. The presence of one is a choice, so the others must be absent. */
    Map<String, Object> derivedProperties() {
        String prefix = "spring.security.oauth2.resourceserver.jwt.";
        Map<String, Object> properties = new HashMap<>();
        if (publicKeyFile != null) {
            properties.put(prefix + "public-key-location", "file:" + publicKeyFile);
        }
        if (issuerUri != null) {
            properties.put(prefix + "issuer-uri", issuerUri);
        }
        if (audience != null) {
            properties.put(prefix + "audiences", audience);
        }
        return properties;
    }

    private static boolean isPublicKeyFile(String file) {
        try (InputStream pem = Files.newInputStream(Path.of(file))) {
            return RsaKeyConverters.x509().convert(pem) != null;
        } catch (IOException | IllegalArgumentException | IllegalStateException unusable) {
            return false;
        }
    }
}
