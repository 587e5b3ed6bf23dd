package io.productcatalog.command.http;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.CharacterCodingException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.coyote.BadRequestException;
import org.apache.tomcat.util.http.InvalidParameterException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.NonTransientDataAccessResourceException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.http.converter.HttpMessageNotReadableException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.web.bind.MissingServletRequestParameterException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.context.request.WebRequest;
import org.springframework.web.servlet.mvc.method.annotation.ResponseEntityExceptionHandler;
import tools.jackson.core.JacksonException;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;

/** Converts the exceptions of Spring MVC and of the controllers into problems. */
@RestControllerAdvice
class ProblemAdvice extends ResponseEntityExceptionHandler {

    static final String RETRY_AFTER_SECONDS = "2";

    /**
     * SQL states of a database that cannot serve at the moment: a failed authorization (class 28), insufficient
     * resources (53), object not in prerequisite state (55), operator intervention (57), system error (58), a standby
     * that is read-only (25006), and a database (3D000), schema (3F000), table (42P01) or privilege (42501) that is
     * missing, as while it is restored.
     */
    private static final Pattern UNAVAILABLE_SQL_STATES =
            Pattern.compile("(28|53|55|57|58)...|25006|3D000|3F000|42P01|42501");

    private final BodyLimit bodyLimit;

    ProblemAdvice(BodyLimit bodyLimit) {
        this.bodyLimit = bodyLimit;
    }

    /** The database is unavailable, busy or slow. The same request may succeed soon. */
    @ExceptionHandler({
        TransientDataAccessException.class,
        RecoverableDataAccessException.class,
        NonTransientDataAccessResourceException.class,
        CannotCreateTransactionException.class,
        TransactionTimedOutException.class,
        TransactionSystemException.class
    })
    ResponseEntity<ProblemDetail> unavailable(Exception error) {
        logger.warn("The database did not serve a request: "
                + NestedExceptionUtils.getMostSpecificCause(error).getMessage());
        return ResponseEntity.status(ProblemType.UNAVAILABLE.status())
                .header(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(ProblemType.UNAVAILABLE.problem());
    }

    /** Spring's exceptions do not say whether a failure is temporary, so the SQL state decides. */
    @ExceptionHandler
    ResponseEntity<ProblemDetail> failed(DataAccessException error, HttpServletRequest request) {
        String state = error.getMostSpecificCause() instanceof SQLException cause
                ? Objects.requireNonNullElse(cause.getSQLState(), "")
                : "";
        return UNAVAILABLE_SQL_STATES.matcher(state).matches() ? unavailable(error) : unexpected(error, request);
    }

    @ExceptionHandler(InvalidParameterException.class)
    ResponseEntity<ProblemDetail> undecodableQuery() {
        return response(ProblemType.MALFORMED_REQUEST.problem("The query of the address cannot be decoded."));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> refused(ProblemException refusal) {
        return response(refusal.problem());
    }

    @ExceptionHandler(MalformedBody.class)
    ResponseEntity<ProblemDetail> malformed(MalformedBody error) {
        return response(unreadable(error.getCause()));
    }

    @ExceptionHandler
    ResponseEntity<ProblemDetail> unexpected(Throwable error, HttpServletRequest request) {
        if (cause(error, BadRequestException.class).isPresent()) {
            // The client has left, or its chunks are malformed.
            return response(ProblemType.MALFORMED_REQUEST.problem("The body did not arrive as a whole."));
        }
        return response(ProblemWriter.unexpected(error, request.getMethod(), request.getRequestURI()));
    }

    @Override
    protected @Nullable ResponseEntity<Object> handleHttpMessageNotReadable(
            HttpMessageNotReadableException error, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        Optional<BodyLimit.Exceeded> exceeded = cause(error, BodyLimit.Exceeded.class);
        if (exceeded.isPresent()) {
            ProblemDetail problem = bodyLimit.problem(exceeded.get());
            if (problem.getStatus() == ProblemType.UNAVAILABLE.status().value()) {
                headers.set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
            }
            return response(problem, headers);
        }
        if (cause(error, CharacterCodingException.class).isPresent()) {
            return response(ProblemType.MALFORMED_REQUEST.problem("The body is not valid UTF-8."), headers);
        }
        return response(unreadable(error.getCause()), headers);
    }

    /** Any other refusal by Spring MVC. It keeps its status and gets the text of our problem type. */
    @Override
    protected @Nullable ResponseEntity<Object> handleExceptionInternal(
            Exception error, @Nullable Object body, HttpHeaders headers, HttpStatusCode status, WebRequest request) {
        if (!(request instanceof ServletWebRequest servlet)
                || servlet.getResponse() == null
                || servlet.getResponse().isCommitted()) {
            return null;
        }
        if (status.is5xxServerError()) {
            ProblemDetail unexpected = ProblemWriter.unexpected(
                    error,
                    servlet.getRequest().getMethod(),
                    servlet.getRequest().getRequestURI());
            return response(unexpected, HttpHeaders.EMPTY);
        }
        ProblemDetail problem = ProblemType.ofStatus(status.value()).problem();
        problem.setStatus(status.value());
        if (error instanceof MissingServletRequestParameterException missing) {
            problem.setDetail("The parameter '" + missing.getParameterName() + "' is needed.");
        }
        return response(problem, headers);
    }

    /** The content type is set, so the problem is sent whatever the Accept header says. */
    private static ResponseEntity<ProblemDetail> response(ProblemDetail problem) {
        return ResponseEntity.status(problem.getStatus())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    private static ResponseEntity<Object> response(ProblemDetail problem, HttpHeaders headers) {
        return ResponseEntity.status(problem.getStatus())
                .headers(headers)
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }

    private static <T extends Throwable> Optional<T> cause(Throwable error, Class<T> type) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return Optional.of(type.cast(cause));
            }
        }
        return Optional.empty();
    }

    /** Describes where the JSON is wrong, without the names of our classes. */
    private static ProblemDetail unreadable(@Nullable Throwable cause) {
        if (cause instanceof StreamConstraintsException) {
            return ProblemType.MALFORMED_REQUEST.problem("The JSON has too many values or levels.");
        }
        if (cause instanceof DatabindException json && !json.getPath().isEmpty()) {
            String detail = json instanceof UnrecognizedPropertyException
                    ? "is not a field of this document"
                    : "has the wrong JSON type";
            ProblemDetail problem = ProblemType.MALFORMED_REQUEST.problem("The JSON has another form than expected.");
            problem.setProperty("errors", List.of(Map.of("pointer", pointer(json), "detail", detail)));
            return problem;
        }
        if (cause instanceof JacksonException json
                && json.getLocation() != null
                && json.getLocation().getLineNr() > 0) {
            return ProblemType.MALFORMED_REQUEST.problem("The body is not valid JSON at line "
                    + json.getLocation().getLineNr() + ", column "
                    + json.getLocation().getColumnNr() + ".");
        }
        return ProblemType.MALFORMED_REQUEST.problem("The body is missing or is not valid JSON.");
    }

    private static String pointer(JacksonException error) {
        StringBuilder pointer = new StringBuilder();
        for (JacksonException.Reference reference : error.getPath()) {
            String name = reference.getPropertyName();
            pointer.append('/')
                    .append(
                            name == null
                                    ? reference.getIndex()
                                    : name.replace("~", "~0").replace("/", "~1"));
        }
        return pointer.toString();
    }
}
