package io.productcatalog.stack.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JwtIssuerTest {

    @TempDir
    Path directory;

    @Test
    void theSignatureVerifiesWithThePublicKeyOfTheFile() throws Exception {
        JwtIssuer issuer = JwtIssuer.in(directory);
        List<String> parts = List.of(issuer.adminToken().split("\\.", -1));

        String pem = Files.readString(issuer.publicKeyFile());
        byte[] key = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        Signature signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(key)));
        signature.update((parts.get(0) + "." + parts.get(1)).getBytes(StandardCharsets.US_ASCII));

        assertThat(decoded(parts.get(0))).isEqualTo("{\"alg\":\"RS256\",\"typ\":\"JWT\"}");
        assertThat(signature.verify(Base64.getUrlDecoder().decode(parts.get(2))))
                .isTrue();
    }

    @Test
    void theAdministratorMayWriteForADay() {
        String payload = payload(JwtIssuer.in(directory).adminToken());

        assertThat(payload).contains("\"sub\":\"admin\"", "\"scope\":\"catalog:write\"");
        assertThat(number("exp", payload) - number("iat", payload)).isEqualTo(86_400);
        assertThat(Instant.ofEpochSecond(number("iat", payload))).isBeforeOrEqualTo(Instant.now());
    }

    @Test
    void aNegativeLifetimeGivesATokenThatHasExpired() {
        String payload = payload(JwtIssuer.in(directory).token("alice", "", Duration.ofMinutes(-5)));

        assertThat(Instant.ofEpochSecond(number("exp", payload))).isBefore(Instant.now());
        assertThat(number("iat", payload)).isLessThan(number("exp", payload));
    }

    @Test
    void namesCannotBreakOutOfTheirClaim() {
        String payload = payload(JwtIssuer.in(directory).token("a\",\"scope\":\"all\\", "", Duration.ofHours(1)));

        assertThat(payload).contains("\"sub\":\"a\\\",\\\"scope\\\":\\\"all\\\\\"");
    }

    @Test
    void theKeysOfADirectoryStayAndOnlyTheirOwnerMayReadThePrivateOne() throws Exception {
        JwtIssuer first = JwtIssuer.in(directory);
        String key = Files.readString(first.publicKeyFile());

        JwtIssuer second = JwtIssuer.in(directory);

        assertThat(Files.readString(second.publicKeyFile())).isEqualTo(key);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve("jwt-private.pem"))))
                .isEqualTo("rw-------");
    }

    private static String payload(String token) {
        return decoded(List.of(token.split("\\.", -1)).get(1));
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private static long number(String claim, String payload) {
        Matcher matcher = Pattern.compile("\"" + claim + "\":(\\d+)").matcher(payload);
        assertThat(matcher.find()).isTrue();
        return Long.parseLong(matcher.group(1));
    }
}
