package io.productcatalog.command.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;

class CachingJwtDecoderTest {

    private final List<String> verified = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong();
    private Instant expiry = Instant.now().plusSeconds(3600);

    private final CachingJwtDecoder decoder = new CachingJwtDecoder(this::verify, nanos::get);

    @Test
    void aTokenIsVerifiedOnce() {
        assertThat(decoder.decode("a")).isSameAs(decoder.decode("a"));
        decoder.decode("b");

        assertThat(verified).containsExactly("a", "b");
    }

    @Test
    void aTokenIsVerifiedAgainAfterTheCacheDuration() {
        decoder.decode("a");
        nanos.addAndGet(CachingJwtDecoder.CACHE_DURATION.toNanos() + 1);
        decoder.decode("a");

        assertThat(verified).containsExactly("a", "a");
    }

    @Test
    void anExpiredTokenIsVerifiedAgain() {
        expiry = Instant.now().minusSeconds(1);
        decoder.decode("a");
        decoder.decode("a");

        assertThat(verified).containsExactly("a", "a");
    }

    @Test
    void aRefusedTokenIsNotCached() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> decoder.decode("bad")).isInstanceOf(BadJwtException.class);
        }

        assertThat(verified).containsExactly("bad", "bad");
    }

    private Jwt verify(String token) {
        verified.add(token);
        if (token.equals("bad")) {
            throw new BadJwtException("not signed by us");
        }
        return Jwt.withTokenValue(token)
                .header("alg", "RS256")
                .subject("ada")
                .expiresAt(expiry)
                .build();
    }
}
