package io.productcatalog.command.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.Instant;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * Remembers tokens that were good: to verify a signature costs as much as a tenth of a change, and the same token comes with
 * many. One that was withdrawn, by a change of keys, is still taken for {@link #REMEMBERED}; one that has expired is not.
 */
final class CachingJwtDecoder implements JwtDecoder {

    static final Duration REMEMBERED = Duration.ofMinutes(1);
    private static final int MAX_CHARACTERS = 1_000_000;

    private final JwtDecoder decoder;
    private final Cache<String, Jwt> verified;

    /** @param decoder verifies a token, or throws */
    CachingJwtDecoder(JwtDecoder decoder, Ticker ticker) {
        this.decoder = decoder;
        this.verified = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(ticker)
                .expireAfterWrite(REMEMBERED)
                .maximumWeight(MAX_CHARACTERS)
                .weigher((String token, Jwt _) -> token.length())
                .build();
    }

    @Override
    public Jwt decode(String token) {
        Jwt known = verified.getIfPresent(token);
        if (known != null && !hasExpired(known)) {
            return known;
        }
        Jwt jwt = decoder.decode(token);
        verified.put(token, jwt);
        return jwt;
    }

    /** Whether the decoder, which has some patience with clocks, is to decide. */
    private static boolean hasExpired(Jwt token) {
        Instant end = token.getExpiresAt();
        return end == null || !Instant.now().isBefore(end);
    }
}
