package io.productcatalog.command.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * A filter that refuses request bodies with 415 that are compressed, and says which encoding is accepted (<a
 * href="https://www.rfc-editor.org/rfc/rfc9110#section-15.5.16">RFC 9110</a>), or that are declared to be in another
 * charset than UTF-8.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 29)
class ContentEncodingFilter extends OncePerRequestFilter {

    private static final String IDENTITY = "identity";

    private final ProblemWriter problems;

    ContentEncodingFilter(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        boolean encoded = Collections.list(request.getHeaders(HttpHeaders.CONTENT_ENCODING)).stream()
                .anyMatch(encoding -> !encoding.strip().equalsIgnoreCase(IDENTITY));
        if (encoded) {
            response.setHeader(HttpHeaders.ACCEPT_ENCODING, IDENTITY);
            problems.write(
                    ProblemType.UNSUPPORTED_MEDIA_TYPE.problem("A request body must not be compressed or encoded."),
                    request,
                    response);
        } else if (!isUtf8(request.getContentType())) {
            // JSON is UTF-8 (RFC 8259). Spring would decode it by the charset.
            problems.write(ProblemType.UNSUPPORTED_MEDIA_TYPE.problem("A request body is UTF-8."), request, response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static boolean isUtf8(@Nullable String contentType) {
        if (contentType == null) {
            return true;
        }
        try {
            Charset charset = MediaType.parseMediaType(contentType).getCharset();
            return charset == null || charset.equals(StandardCharsets.UTF_8);
        } catch (InvalidMediaTypeException malformed) {
            return !contentType.toLowerCase(Locale.ROOT).contains("charset");
        }
    }
}
