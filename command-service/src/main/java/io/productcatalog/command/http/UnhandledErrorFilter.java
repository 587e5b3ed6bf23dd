package io.productcatalog.command.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * A filter that converts every exception that the filters and controllers behind it do not handle into a problem,
 * errors of the JVM included.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 20)
class UnhandledErrorFilter extends OncePerRequestFilter {

    private static final Logger log = LoggerFactory.getLogger(UnhandledErrorFilter.class);

    private final ProblemWriter problems;

    UnhandledErrorFilter(ProblemWriter problems) {
        this.problems = problems;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException {
        try {
            chain.doFilter(request, response);
        } catch (AuthenticationServiceException e) {
            log.warn("Tokens cannot be verified: {}", String.valueOf(NestedExceptionUtils.getMostSpecificCause(e)));
            response.setHeader(HttpHeaders.RETRY_AFTER, ProblemAdvice.RETRY_AFTER_SECONDS);
            problems.write(
                    ProblemType.UNAVAILABLE.problem("Tokens cannot be verified at the moment."), request, response);
        } catch (InvalidParameterException e) {
            problems.write(
                    ProblemType.MALFORMED_REQUEST.problem("The query of the address cannot be decoded."),
                    request,
                    response);
        } catch (Throwable e) {
            problems.write(
                    ProblemWriter.unexpected(e, request.getMethod(), request.getRequestURI()), request, response);
        }
    }
}
