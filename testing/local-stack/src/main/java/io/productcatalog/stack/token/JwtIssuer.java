package io.productcatalog.stack.token;

import io.productcatalog.stack.parts.PrivateFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/**
 * An issuer of JWTs, signed with a private key. The services verify them with the public key. Both keys are files of
 * one directory.
 */
public final class JwtIssuer {

    private static final int KEY_BITS = 2048;
    private static final Base64.Encoder BASE64URL_ENCODER =
            Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Encoder PEM_ENCODER =
            Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private final Path publicKeyFile;
    private final PrivateKey privateKey;

    private JwtIssuer(Path publicKeyFile, PrivateKey privateKey) {
        this.publicKeyFile = publicKeyFile;
        this.privateKey = privateKey;
    }

    /** The issuer of a directory. The first call generates the keys: jwt-private.pem (mode 0600) and jwt-public.pem. */
    public static JwtIssuer in(Path directory) {
        Path privateKeyFile = directory.resolve("jwt-private.pem");
        Path publicKeyFile = directory.resolve("jwt-public.pem");
        try {
            if (!Files.exists(privateKeyFile) || !Files.exists(publicKeyFile)) {
                KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
                generator.initialize(KEY_BITS);
                KeyPair pair = generator.generateKeyPair();
                PrivateFile.directory(directory);
                Files.writeString(
                        publicKeyFile, pem("PUBLIC KEY", pair.getPublic().getEncoded()));
                PrivateFile.write(
                        privateKeyFile, pem("PRIVATE KEY", pair.getPrivate().getEncoded()));
            }
            return new JwtIssuer(publicKeyFile, read(privateKeyFile));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public key for CATALOG_JWT_PUBLIC_KEY_FILE: PEM, X.509 SubjectPublicKeyInfo. */
    public Path publicKeyFile() {
        return publicKeyFile;
    }

    /**
     * Issues a token that is valid from now on.
     *
     * @param subject the actor of the events
     * @param scope the scopes, separated by spaces, {@code catalog:write} for instance; may be empty
     * @param lifetime negative for a token that has expired
     */
    public String token(String subject, String scope, Duration lifetime) {
        long now = Instant.now().getEpochSecond();
        long expires = now + lifetime.toSeconds();
        long issued = Math.min(now, expires - 1);
        String payload = """
                {"iss":"local-stack","sub":%s,"scope":%s,"iat":%d,"exp":%d}""".formatted(quoted(subject), quoted(scope), issued, expires);
        String signed = encoded("{\"alg\":\"RS256\",\"typ\":\"JWT\"}") + "." + encoded(payload);
        try {
            Signature signature = Signature.getInstance("SHA256withRSA");
            signature.initSign(privateKey);
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + BASE64URL_ENCODER.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Issues a token of the subject {@code admin} that may write for 24 hours. */
    public String adminToken() {
        return token("admin", "catalog:write", Duration.ofHours(24));
    }

    private static String encoded(String json) {
        return BASE64URL_ENCODER.encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private static String quoted(String text) {
        if (text.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("control characters in " + text);
        }
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }

    private static String pem(String type, byte[] content) {
        String base64 = PEM_ENCODER.encodeToString(content);
        return "-----BEGIN " + type + "-----\n" + base64 + "\n-----END " + type + "-----\n";
    }

    private static PrivateKey read(Path file) throws IOException, GeneralSecurityException {
        String body = Files.readString(file).replaceAll("-----[A-Z ]+-----", "").replaceAll("\\s", "");
        return KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(body)));
    }
}
