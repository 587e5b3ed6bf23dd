package io.productcatalog.command.ops;

import java.net.URI;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** The kinds of error answers, as <a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a> problems. */
public enum ProblemType {
    MALFORMED_REQUEST(HttpStatus.BAD_REQUEST, "The request cannot be read"),
    UNAUTHORIZED(HttpStatus.UNAUTHORIZED, "A valid token is needed"),
    FORBIDDEN(HttpStatus.FORBIDDEN, "The token does not allow this"),
    NOT_FOUND(HttpStatus.NOT_FOUND, "Not found"),
    METHOD_NOT_ALLOWED(HttpStatus.METHOD_NOT_ALLOWED, "The method is not allowed here"),
    NOT_ACCEPTABLE(HttpStatus.NOT_ACCEPTABLE, "No acceptable representation"),
    DUPLICATE_SKU(HttpStatus.CONFLICT, "The SKU is taken"),
    STALE_VERSION(HttpStatus.PRECONDITION_FAILED, "The product has changed since you read it"),
    PAYLOAD_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The request body is too large"),
    UNSUPPORTED_MEDIA_TYPE(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The media type is not supported"),
    VALIDATION_FAILED(HttpStatus.UNPROCESSABLE_CONTENT, "The product breaks a rule"),
    PRECONDITION_REQUIRED(HttpStatus.PRECONDITION_REQUIRED, "If-Match is needed"),
    HEADERS_TOO_LARGE(HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "The request headers are too large"),
    INTERNAL_ERROR(HttpStatus.INTERNAL_SERVER_ERROR, "Internal error"),
    UNAVAILABLE(HttpStatus.SERVICE_UNAVAILABLE, "Temporarily unavailable");

    private final HttpStatus status;
    private final String title;
    private final URI type;

    ProblemType(HttpStatus status, String title) {
        this.status = status;
        this.title = title;
        this.type = URI.create("/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** The kind that stands for a status; of those without one, MALFORMED_REQUEST below 500 and INTERNAL_ERROR above. */
    public static ProblemType ofStatus(int status) {
        for (ProblemType problem : values()) {
            if (problem.status.value() == status) {
                return problem;
            }
        }
        return status < 500 ? MALFORMED_REQUEST : INTERNAL_ERROR;
    }

    public HttpStatus status() {
        return status;
    }

    /** A problem of this kind. */
    public ProblemDetail problem(String detail) {
        ProblemDetail problem = problem();
        problem.setDetail(detail);
        return problem;
    }

    /** A problem of this kind about which there is no more to say than its title. */
    public ProblemDetail problem() {
        ProblemDetail problem = ProblemDetail.forStatus(status);
        problem.setType(type);
        problem.setTitle(title);
        return problem;
    }
}
