package io.productcatalog.command.security;

import com.github.benmanes.caffeine.cache.Ticker;
import io.productcatalog.command.http.ProblemType;
import io.productcatalog.command.http.ProblemWriter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.Objects;
import java.util.regex.Pattern;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.oauth2.server.resource.web.access.BearerTokenAccessDeniedHandler;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.AccessDeniedHandler;

@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

    private static final String READ = "SCOPE_catalog:read";
    private static final String WRITE = "SCOPE_catalog:write";

    /**
     * Letters, marks, digits, punctuation and symbols, with spaces between: text that a history can display unchanged.
     */
    private static final Pattern SUBJECT =
            Pattern.compile("[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}]++( ++[\\p{L}\\p{M}\\p{N}\\p{P}\\p{S}]++)*+");

    /**
     * The parameter of the challenge with the URL of a document that does not exist, built from the client's Host
     * header.
     */
    private static final Pattern RESOURCE_METADATA = Pattern.compile(",? *resource_metadata=\"[^\"]*\"");

    /**
     * Permits probes and metrics, which exist on the management port only, and {@code /.well-known}, which does not
     * exist: there Spring Security would describe the resource server to anybody.
     */
    @Bean
    @Order(1)
    SecurityFilterChain managementSecurity(HttpSecurity http) {
        return http.securityMatcher("/actuator/**", "/.well-known/**")
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .csrf(csrf -> csrf.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    @Bean
    @Order(2)
    SecurityFilterChain apiSecurity(HttpSecurity http, ProblemWriter problems, JwtDecoder decoder) {
        AuthenticationEntryPoint unauthorized = unauthorized(problems);
        AccessDeniedHandler forbidden = forbidden(problems);
        return http.authorizeHttpRequests(requests -> requests.dispatcherTypeMatchers(DispatcherType.ERROR)
                        .permitAll()
                        .requestMatchers(HttpMethod.GET)
                        .hasAnyAuthority(READ, WRITE)
                        .requestMatchers(HttpMethod.HEAD)
                        .hasAnyAuthority(READ, WRITE)
                        .anyRequest()
                        .hasAuthority(WRITE))
                .oauth2ResourceServer(server -> server.jwt(
                                jwt -> jwt.decoder(new CachingJwtDecoder(decoder, Ticker.systemTicker())))
                        .authenticationEntryPoint(unauthorized)
                        .accessDeniedHandler(forbidden))
                .csrf(csrf -> csrf.disable())
                .requestCache(cache -> cache.disable())
                .sessionManagement(session -> session.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .build();
    }

    private static AuthenticationEntryPoint unauthorized(ProblemWriter problems) {
        var challenge = new BearerTokenAuthenticationEntryPoint();
        return (HttpServletRequest request, HttpServletResponse response, AuthenticationException reason) -> {
            challenge.commence(request, response, reason);
            String header = String.valueOf(response.getHeader(HttpHeaders.WWW_AUTHENTICATE));
            response.setHeader(
                    HttpHeaders.WWW_AUTHENTICATE,
                    RESOURCE_METADATA.matcher(header).replaceFirst(""));
            write(problems, request, response);
        };
    }

    private static AccessDeniedHandler forbidden(ProblemWriter problems) {
        var challenge = new BearerTokenAccessDeniedHandler();
        return (request, response, reason) -> {
            challenge.handle(request, response, reason);
            write(problems, request, response);
        };
    }

    /** Adds the problem to the status and the challenge (RFC 6750), which the bearer handlers have set. */
    private static void write(ProblemWriter problems, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        problems.write(ProblemType.ofStatus(response.getStatus()).problem(), request, response);
    }

    /** A token must have an expiry, because a token without one could never be revoked. */
    @Bean
    OAuth2TokenValidator<Jwt> expiryValidator() {
        return new JwtClaimValidator<Instant>(JwtClaimNames.EXP, Objects::nonNull);
    }

    /**
     * A token must have a valid subject, which becomes the actor of the event. Spring Boot adds this check to its own.
     */
    @Bean
    OAuth2TokenValidator<Jwt> subjectValidator() {
        return new JwtClaimValidator<String>(
                JwtClaimNames.SUB,
                subject -> subject != null
                        && subject.length() <= 255
                        && SUBJECT.matcher(subject).matches());
    }
}
