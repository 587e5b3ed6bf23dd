package io.productcatalog.query.http;

import io.r2dbc.spi.R2dbcException;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.webflux.error.ErrorWebExceptionHandler;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.util.InvalidMimeTypeException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/** The handler that turns every failure of a request into a problem answer. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class ProblemHandler implements ErrorWebExceptionHandler {

    private static final Logger log = LoggerFactory.getLogger(ProblemHandler.class);

    /**
     * SQL states of a database that cannot serve at the moment: a failed authorization (class 28), insufficient
     * resources (53), object not in prerequisite state (55), operator intervention (57), system error (58), and a
     * database (3D000), schema (3F000), table (42P01) or privilege (42501) that is missing, as while it is restored.
     */
    private static final Pattern UNAVAILABLE_SQL_STATES =
            Pattern.compile("(28|53|55|57|58)...|3D000|3F000|42P01|42501");

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        ServerHttpResponse response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(failure);
        }
        Problem problem = problem(
                exchange.getRequest().getMethod().name(),
                exchange.getRequest().getPath().value(),
                () -> TraceIds.id(exchange),
                failure);
        return HttpAnswer.problem(problem, exchange.getRequest().getPath().value())
                .write(response);
    }

    /** The problem that the client gets. An unexpected failure is logged, with the request. */
    static Problem problem(String method, String path, Supplier<String> trace, Throwable failure) {
        return switch (failure) {
            case ProblemException refusal -> refusal.problem();
            case ResponseStatusException refusal
            when refusal.getStatusCode().value() == 404 -> Problem.notFound("There is nothing at this path.");
            case ResponseStatusException refusal
            when refusal.getStatusCode().is4xxClientError() ->
                Problem.malformedRequest("The request is not well formed.");
            case InvalidMimeTypeException _ ->
                Problem.malformedRequest("A header names a malformed media type, or too many of them.");
            case TimeoutException _, TransientDataAccessException _, DataAccessResourceFailureException _ ->
                unavailable(failure);
            case DataAccessException refusal when hasUnavailableState(refusal) -> unavailable(failure);
            default -> unexpected(method, path, trace, failure);
        };
    }

    private static Problem unavailable(Throwable failure) {
        log.debug("The read database does not answer", failure);
        return Problem.unavailable();
    }

    private static boolean hasUnavailableState(DataAccessException refusal) {
        return refusal.getMostSpecificCause() instanceof R2dbcException cause
                && cause.getSqlState() != null
                && UNAVAILABLE_SQL_STATES.matcher(cause.getSqlState()).matches();
    }

    private static Problem unexpected(String method, String path, Supplier<String> trace, Throwable failure) {
        String errorId = UUID.randomUUID().toString();
        log.atError()
                .addKeyValue("errorId", errorId)
                .addKeyValue("trace.id", trace.get())
                .setCause(failure)
                .log("{} {} failed", method, path);
        return Problem.internalError(errorId);
    }
}
