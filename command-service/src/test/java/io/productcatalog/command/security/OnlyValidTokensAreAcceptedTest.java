package io.productcatalog.command.security;

import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.productcatalog.command.product.Products;
import io.productcatalog.command.product.ProductsInMemory;
import io.productcatalog.command.settings.HttpSettings;
import io.productcatalog.command.settings.ShutdownSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.FilterType;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.MockMvc;

/** Bearer tokens of an OpenID Connect issuer, verified by the real decoder with the keys that the issuer publishes. */
@WebMvcTest(
        includeFilters =
                @ComponentScan.Filter(
                        type = FilterType.REGEX,
                        pattern = ".*\\.(ProblemWriter|StrictJson|SecurityConfiguration)"),
        properties = {
            "kafka.bootstrap-servers=none:1",
            "schema-registry.url=http://none.example",
            "catalog.write-db.url=postgresql://none/none",
            "catalog.write-db.user=none",
            "catalog.jwt.issuer-uri=https://none.example",
            "catalog.jwt.audience=catalog"
        })
class OnlyValidTokensAreAcceptedTest {

    private static final String AUDIENCE = "catalog";
    private static final String PRODUCT = "/products/" + new UUID(0, 1);
    private static final RSAKey KEY = key("first");
    private static final RSAKey NEXT_KEY = key("next");
    private static final RSAKey FOREIGN_KEY = key("first");

    private static HttpServer issuer;
    private static volatile List<JWK> published = List.of(KEY);

    @TestConfiguration
    @EnableConfigurationProperties({HttpSettings.class, ShutdownSettings.class})
    static class Store {

        @Bean
        Products products() {
            return new Products(new ProductsInMemory(), UUID::randomUUID, Clock.systemUTC());
        }
    }

    @Autowired
    private MockMvc mvc;

    @BeforeAll
    static void startIssuer() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext("/", exchange -> {
            String json = exchange.getRequestURI().getPath().equals("/keys")
                    ? new JWKSet(published).toString()
                    : "{\"issuer\":\"%s\",\"jwks_uri\":\"%1$s/keys\"}".formatted(issuerUri());
            byte[] body = json.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        issuer.start();
    }

    @AfterAll
    static void stopIssuer() {
        issuer.stop(0);
    }

    private static String issuerUri() {
        return "http://127.0.0.1:" + issuer.getAddress().getPort();
    }

    @DynamicPropertySource
    static void decoder(DynamicPropertyRegistry properties) {
        String prefix = "spring.security.oauth2.resourceserver.jwt.";
        properties.add(prefix + "issuer-uri", OnlyValidTokensAreAcceptedTest::issuerUri);
        properties.add(prefix + "audiences", () -> AUDIENCE);
    }

    static Stream<Arguments> invalidTokens() throws JOSEException {
        byte[] publicKey = KEY.toRSAPublicKey().getEncoded();
        return Stream.of(
                Arguments.of("expired", signed(claims().expirationTime(in(Duration.ofMinutes(-5))))),
                Arguments.of("without an expiry", signed(claims().expirationTime(null))),
                Arguments.of("not yet valid", signed(claims().notBeforeTime(in(Duration.ofMinutes(5))))),
                Arguments.of("for another audience", signed(claims().audience("other"))),
                Arguments.of("without an audience", signed(claims().audience((String) null))),
                Arguments.of("of another issuer", signed(claims().issuer("https://other.example"))),
                Arguments.of("without an issuer", signed(claims().issuer(null))),
                Arguments.of("without a subject", signed(claims().subject(null))),
                Arguments.of("with a control character", signed(claims().subject("a\u0007b"))),
                Arguments.of(
                        "signed with a foreign key", token(claims(), JWSAlgorithm.RS256, signer(FOREIGN_KEY), "first")),
                Arguments.of(
                        "signed with an unknown key",
                        token(claims(), JWSAlgorithm.RS256, signer(FOREIGN_KEY), "unknown")),
                Arguments.of(
                        "signed with the public key",
                        token(claims(), JWSAlgorithm.HS256, new MACSigner(publicKey), "first")),
                Arguments.of("not signed", new PlainJWT(claims().build()).serialize()),
                Arguments.of("with a changed payload", changed(signed(claims()))),
                Arguments.of("not a token", "abc"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("invalidTokens")
    void anInvalidTokenIsRefused(String kind, String token) throws Exception {
        mvc.perform(get(PRODUCT).header("Authorization", "Bearer " + token))
                .andExpect(status().isUnauthorized())
                .andExpect(header().exists("WWW-Authenticate"));
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "catalog:write, 404, 404",
                "catalog:read, 404, 403",
                "catalog:read catalog:write, 404, 404",
                "other, 403, 403",
                "-, 403, 403"
            })
    void theScopeDecidesWhoReadsAndWhoWrites(@Nullable String scope, int read, int write) throws Exception {
        String token = signed(claims().claim("scope", scope));

        mvc.perform(get(PRODUCT).header("Authorization", "Bearer " + token)).andExpect(status().is(read));
        mvc.perform(delete(PRODUCT).header("If-Match", "*").header("Authorization", "Bearer " + token))
                .andExpect(status().is(write));
    }

    @Test
    void aNewKeyOfTheIssuerIsFetchedWhenATokenNamesIt() throws Exception {
        mvc.perform(get(PRODUCT).header("Authorization", "Bearer " + signed(claims())))
                .andExpect(status().isNotFound());
        published = List.of(KEY, NEXT_KEY);

        mvc.perform(get(PRODUCT)
                        .header(
                                "Authorization",
                                "Bearer " + token(claims(), JWSAlgorithm.RS256, signer(NEXT_KEY), "next")))
                .andExpect(status().isNotFound());
    }

    private static JWTClaimsSet.Builder claims() {
        return new JWTClaimsSet.Builder()
                .issuer(issuerUri())
                .audience(AUDIENCE)
                .subject("ann")
                .claim("scope", "catalog:write")
                .expirationTime(in(Duration.ofMinutes(10)));
    }

    private static Date in(Duration time) {
        return Date.from(Instant.now().plus(time));
    }

    private static String signed(JWTClaimsSet.Builder claims) throws JOSEException {
        return token(claims, JWSAlgorithm.RS256, signer(KEY), "first");
    }

    private static String token(JWTClaimsSet.Builder claims, JWSAlgorithm algorithm, JWSSigner signer, String keyId)
            throws JOSEException {
        SignedJWT token =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims.build());
        token.sign(signer);
        return token.serialize();
    }

    private static String changed(String token) {
        String[] parts = token.split("\\.");
        String payload =
                new PlainJWT(claims().subject("eve").build()).serialize().split("\\.")[1];
        return parts[0] + "." + payload + "." + parts[2];
    }

    private static JWSSigner signer(RSAKey key) throws JOSEException {
        return new RSASSASigner(key);
    }

    private static RSAKey key(String id) {
        try {
            return new RSAKeyGenerator(2048).keyID(id).generate();
        } catch (JOSEException e) {
            throw new AssertionError(e);
        }
    }
}
