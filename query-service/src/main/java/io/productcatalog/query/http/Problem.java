package io.productcatalog.query.http;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * An error as the client sees it (RFC 9457). It contains no internal details. An internal error has an id that is also
 * in the log.
 *
 * @param name the last part of the type {@code /problems/<name>}
 * @param headers the headers of the answer that belong to the problem
 */
public record Problem(
        String name,
        HttpStatus status,
        String title,
        String detail,
        @Nullable String errorId,
        Map<String, String> headers) {

    private static final JsonFactory JSON = new JsonFactory();
    private static final String RETRY_AFTER_SECONDS = "2";

    public static Problem malformedRequest(String detail) {
        return of("malformed-request", HttpStatus.BAD_REQUEST, "The request cannot be read", detail);
    }

    public static Problem notFound(String detail) {
        return of("not-found", HttpStatus.NOT_FOUND, "Not found", detail);
    }

    static Problem methodNotAllowed(String allowed) {
        return of(
                "method-not-allowed",
                HttpStatus.METHOD_NOT_ALLOWED,
                "The method is not allowed here",
                "This resource answers to " + allowed + ".",
                Map.of(HttpHeaders.ALLOW, allowed));
    }

    static Problem notAcceptable() {
        return of(
                "not-acceptable",
                HttpStatus.NOT_ACCEPTABLE,
                "No acceptable representation",
                "This resource is available as application/json only.");
    }

    /**
     * The client's If-Match does not name the current document.
     *
     * @param tag the current entity tag
     */
    public static Problem staleVersion(String tag) {
        return of(
                "stale-version",
                HttpStatus.PRECONDITION_FAILED,
                "The product has another version than the request names",
                "The header 'If-Match' does not name the current document.",
                Map.of(HttpHeaders.ETAG, tag));
    }

    static Problem uriTooLong() {
        return of("uri-too-long", HttpStatus.URI_TOO_LONG, "URI too long", "The request line is too long.");
    }

    static Problem headersTooLarge() {
        return of(
                "headers-too-large",
                HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
                "The request headers are too large",
                "The request's headers are too large.");
    }

    static Problem unavailable() {
        return of(
                "unavailable",
                HttpStatus.SERVICE_UNAVAILABLE,
                "Temporarily unavailable",
                "The catalog cannot be read at the moment.",
                Map.of(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS));
    }

    /** The replica has reached its limit of requests in flight. */
    public static Problem overloaded() {
        return of(
                "unavailable",
                HttpStatus.SERVICE_UNAVAILABLE,
                "Temporarily unavailable",
                "There are more requests than can be answered at the moment.",
                Map.of(HttpHeaders.RETRY_AFTER, "1"));
    }

    /** The read model has not reached the requested version. */
    public static Problem notYetProjected(long version) {
        return of(
                "not-yet-projected",
                HttpStatus.SERVICE_UNAVAILABLE,
                "Not yet projected",
                "Version " + version + " of this product has not arrived here yet.",
                Map.of(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS));
    }

    static Problem internalError(String errorId) {
        return new Problem(
                "internal-error",
                HttpStatus.INTERNAL_SERVER_ERROR,
                "Internal error",
                "The request could not be answered. Its error id helps to find out why.",
                errorId,
                Map.of());
    }

    /** The exception that carries the problem to {@link ProblemHandler}. */
    public ProblemException exception() {
        return new ProblemException(this);
    }

    /**
     * The body of the answer.
     *
     * @param instance the path of the request, as it was sent; null if it is unknown
     */
    public byte[] json(@Nullable String instance) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), bytes)) {
            json.writeStartObject();
            json.writeStringProperty("type", "/problems/" + name);
            json.writeStringProperty("title", title);
            json.writeNumberProperty("status", status.value());
            json.writeStringProperty("detail", detail);
            if (instance != null) {
                json.writeStringProperty("instance", instance);
            }
            if (errorId != null) {
                json.writeStringProperty("errorId", errorId);
            }
            json.writeEndObject();
        }
        return bytes.toByteArray();
    }

    private static Problem of(String name, HttpStatus status, String title, String detail) {
        return of(name, status, title, detail, Map.of());
    }

    private static Problem of(
            String name, HttpStatus status, String title, String detail, Map<String, String> headers) {
        return new Problem(name, status, title, detail, null, headers);
    }
}
