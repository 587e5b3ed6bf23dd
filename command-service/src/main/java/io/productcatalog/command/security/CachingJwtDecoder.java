package io.productcatalog.command.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.time.Instant;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/**
 * A decoder that caches verified tokens. Verifying a signature costs about a tenth of a change, and clients send the
 * same token many times. A token whose key was withdrawn is still accepted for {@link #CACHE_DURATION}. An expired
 * token is not.
 */
final class CachingJwtDecoder implements JwtDecoder {

    static final Duration CACHE_DURATION = Duration.ofMinutes(1);
    private static final int MAX_CACHED_CHARACTERS = 1_000_000;

    private final JwtDecoder decoder;
    private final Cache<String, Jwt> cache;

    /** @param decoder verifies a token; its exceptions are not cached */
    CachingJwtDecoder(JwtDecoder decoder, Ticker ticker) {
        this.decoder = decoder;
        this.cache = Caffeine.newBuilder()
                .executor(Runnable::run)
                .ticker(ticker)
                .expireAfterWrite(CACHE_DURATION)
                .maximumWeight(MAX_CACHED_CHARACTERS)
                .weigher((String token, Jwt _) -> token.length())
                .build();
    }

    @Override
    public Jwt decode(String token) {
        Jwt cached = cache.getIfPresent(token);
        if (cached != null && !hasExpired(cached)) {
            return cached;
        }
        Jwt jwt = decoder.decode(token);
        cache.put(token, jwt);
        return jwt;
    }

    /**
     * Whether the token has expired or has no expiry. The decoder then decides, because it tolerates some clock skew.
     */
    private static boolean hasExpired(Jwt token) {
        Instant end = token.getExpiresAt();
        return end == null || !Instant.now().isBefore(end);
    }
}
