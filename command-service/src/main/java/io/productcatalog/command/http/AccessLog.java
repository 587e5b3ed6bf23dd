package io.productcatalog.command.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.slf4j.MDC;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/** The access log: one line for each request. The filter is the first after tracing, which gives the trace id. */
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class AccessLog extends OncePerRequestFilter {

    private final AccessLogWriter writer;

    AccessLog(AccessLogWriter writer) {
        this.writer = writer;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        long start = System.nanoTime();
        boolean completed = false;
        try {
            chain.doFilter(request, response);
            completed = true;
        } finally {
            int status = completed ? response.getStatus() : HttpStatus.INTERNAL_SERVER_ERROR.value();
            writer.write(new AccessLine(
                    request.getMethod(),
                    request.getRequestURI(),
                    status,
                    System.nanoTime() - start,
                    // It is null when the client has disconnected before.
                    Objects.requireNonNullElse(request.getRemoteAddr(), ""),
                    Objects.requireNonNullElse(MDC.get("traceId"), ""),
                    Objects.requireNonNullElse(MDC.get("spanId"), "")));
        }
    }
}
