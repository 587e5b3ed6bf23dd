package io.productcatalog.command.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * A filter that refuses compressed request bodies with 415 and says which encoding is accepted (<a
 * href="https://www.rfc-editor.org/rfc/rfc9110#section-15.5.16">RFC 9110</a>).
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
        } else {
            chain.doFilter(request, response);
        }
    }
}
