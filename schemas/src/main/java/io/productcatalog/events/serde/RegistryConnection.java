package io.productcatalog.events.serde;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * The way to a schema registry: its address, the credentials to send, and the authorities to trust.
 *
 * @param baseUrl the base URL of the registry's Confluent API
 * @param userInfo {@code user:password} for HTTP's basic authentication; null if the registry asks for none
 * @param trustedCertificates a PEM file with the certificates of the only authorities to trust; null for those that the
 *     JVM trusts
 */
record RegistryConnection(
        String baseUrl, @Nullable String userInfo, @Nullable Path trustedCertificates) {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    RegistryConnection {
        baseUrl = baseUrl.replaceAll("/+$", "");
    }

    /** Reads the settings of a Kafka client, which have the names of Confluent's serializers. */
    static RegistryConnection of(Map<String, ?> settings) {
        String url = text(settings, "schema.registry.url");
        if (url == null) {
            throw new IllegalArgumentException("schema.registry.url is missing");
        }
        String certificates = text(settings, "schema.registry.ssl.truststore.location");
        if (certificates != null && !"PEM".equals(text(settings, "schema.registry.ssl.truststore.type"))) {
            throw new IllegalArgumentException("schema.registry.ssl.truststore.type must be PEM");
        }
        return new RegistryConnection(
                url, text(settings, "basic.auth.user.info"), certificates == null ? null : Path.of(certificates));
    }

    private static @Nullable String text(Map<String, ?> settings, String name) {
        return settings.get(name) instanceof String text && !text.isBlank() ? text : null;
    }

    HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(baseUrl + path));
        if (userInfo != null) {
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8)));
        }
        return request;
    }

    /**
     * Creates an HTTP client for one attempt. It reads the certificates again, so a file that is replaced counts at
     * once.
     */
    HttpClient connect() {
        try {
            HttpClient.Builder http = HttpClient.newBuilder()
                    // Some registries do not get the body of a request that asks for an upgrade to HTTP/2.
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_TIMEOUT);
            if (trustedCertificates != null) {
                http.sslContext(trusting(trustedCertificates));
            }
            return http.build();
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // For instance because of too many open files, which is no problem of the schema.
            throw SchemaRegistryException.unavailable("no connection to the schema registry can be made: " + e, e);
        }
    }

    private static SSLContext trusting(Path certificates) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream pem = Files.newInputStream(certificates)) {
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                trusted.setCertificateEntry("authority-" + trusted.size(), certificate);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Without the credentials. */
    @Override
    public String toString() {
        return "RegistryConnection[baseUrl=" + baseUrl + "]";
    }
}
