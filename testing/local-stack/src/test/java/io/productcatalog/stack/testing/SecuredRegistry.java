package io.productcatalog.stack.testing;

import com.sun.net.httpserver.BasicAuthenticator;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * A proxy of the real registry that speaks TLS with a certificate of its own, and asks for a user and a password.
 */
public final class SecuredRegistry implements AutoCloseable {

    public static final String USER = "catalog";

    /** As a password may be, with what has a meaning in URLs and in HTTP's basic authentication. */
    public static final String PASSWORD = "geheim:ä/@%20";

    private static final String STORE_PASSWORD = "changeit";

    private final Path directory = TestDirectory.create("secured-registry").path();
    private final HangingRegistry proxy;

    public SecuredRegistry(String registryUrl) {
        try {
            HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(tls()));
            proxy = new HangingRegistry(registryUrl, server, new BasicAuthenticator("registry") {
                @Override
                public boolean checkCredentials(String user, String password) {
                    return user.equals(USER) && password.equals(PASSWORD);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The environment variables of a service that uses this registry. */
    public Map<String, String> settings() {
        return Map.of(
                "SCHEMA_REGISTRY_URL",
                proxy.url(),
                "SCHEMA_REGISTRY_USER",
                USER,
                "SCHEMA_REGISTRY_PASSWORD",
                PASSWORD,
                "SCHEMA_REGISTRY_CA_FILE",
                certificateFile().toString());
    }

    private Path certificateFile() {
        return directory.resolve("certificate.pem");
    }

    private SSLContext tls() throws IOException, GeneralSecurityException {
        Path file = directory.resolve("key.p12");
        run(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "registry",
                "-keyalg",
                "EC",
                "-dname",
                "CN=registry",
                "-ext",
                "san=ip:127.0.0.1",
                "-validity",
                "2",
                "-storetype",
                "PKCS12",
                "-storepass",
                STORE_PASSWORD,
                "-keystore",
                file.toString()));
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream bytes = Files.newInputStream(file)) {
            store.load(bytes, STORE_PASSWORD.toCharArray());
        }
        Files.writeString(
                certificateFile(),
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(store.getCertificate("registry").getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, STORE_PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static void run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.onExit().join().exitValue() != 0) {
            throw new IOException(output);
        }
    }

    @Override
    public void close() {
        proxy.close();
    }
}
