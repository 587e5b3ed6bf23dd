package io.productcatalog.command.ops;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Whatever escapes the filters and controllers behind it, errors of the JVM included, becomes a problem answer. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
class LastResort extends OncePerRequestFilter {

    private final Problems problems;

    LastResort(Problems problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        try {
            chain.doFilter(request, response);
        } catch (Throwable e) {
            problems.write(Problems.unexpected(e, request.getMethod(), request.getRequestURI()), request, response);
        }
    }
}
