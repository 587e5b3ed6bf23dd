package io.productcatalog.command.http;

import java.net.URI;
import java.util.Locale;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;

/** The problem types (<a href="https://www.rfc-editor.org/rfc/rfc9457">RFC 9457</a>) of error responses. */
public enum ProblemType {
    MALFORMED_REQUEST(
            HttpStatus.BAD_REQUEST,
            "The request cannot be read",
            "The request is not as HTTP or this resource wants it."),
    UNAUTHORIZED(HttpStatus.UNAUTHORIZED, "A valid token is needed", "Send a bearer token that is valid now."),
    FORBIDDEN(
            HttpStatus.FORBIDDEN,
            "The token does not allow this",
            "A change needs the scope catalog:write. A read needs catalog:read or catalog:write."),
    NOT_FOUND(HttpStatus.NOT_FOUND, "Not found", "There is nothing at this path."),
    METHOD_NOT_ALLOWED(
            HttpStatus.METHOD_NOT_ALLOWED,
            "The method is not allowed here",
            "The header Allow names the methods of this resource."),
    NOT_ACCEPTABLE(
            HttpStatus.NOT_ACCEPTABLE,
            "No acceptable representation",
            "This resource is available as application/json only."),
    DUPLICATE_SKU(HttpStatus.CONFLICT, "The SKU is taken", "Another product has this SKU."),
    STALE_VERSION(
            HttpStatus.PRECONDITION_FAILED,
            "The product has another version than the request names",
            "Read the product again and decide again."),
    REQUEST_TIMEOUT(HttpStatus.REQUEST_TIMEOUT, "The request took too long", "Send it without pauses."),
    PAYLOAD_TOO_LARGE(HttpStatus.CONTENT_TOO_LARGE, "The request body is too large", "Send less."),
    UNSUPPORTED_MEDIA_TYPE(
            HttpStatus.UNSUPPORTED_MEDIA_TYPE,
            "The media type is not supported",
            "Send application/json, or application/merge-patch+json with PATCH."),
    VALIDATION_FAILED(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "The product breaks a rule",
            "The fields named in errors are not as they must be."),
    IDEMPOTENCY_KEY_REUSED(
            HttpStatus.UNPROCESSABLE_CONTENT,
            "The Idempotency-Key was used for another product",
            "This key has created a product from another body. Send a new key with a new product."),
    PRECONDITION_REQUIRED(
            HttpStatus.PRECONDITION_REQUIRED,
            "If-Match is needed",
            "Send the ETag of the product you have read as If-Match, so that no other change is lost."),
    HEADERS_TOO_LARGE(
            HttpStatus.REQUEST_HEADER_FIELDS_TOO_LARGE,
            "The request headers are too large",
            "Send fewer or shorter headers."),
    INTERNAL_ERROR(
            HttpStatus.INTERNAL_SERVER_ERROR, "Internal error", "It is not your fault. Please report the errorId."),
    UNAVAILABLE(
            HttpStatus.SERVICE_UNAVAILABLE,
            "Temporarily unavailable",
            "The catalog cannot be changed or read at the moment.");

    private final HttpStatus status;
    private final String title;
    private final String detail;
    private final URI type;

    /** @param detail the detail of a problem for which nothing more specific is known */
    ProblemType(HttpStatus status, String title, String detail) {
        this.status = status;
        this.title = title;
        this.detail = detail;
        this.type = URI.create("/problems/" + name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /**
     * The type with this status. Without such a type: MALFORMED_REQUEST for a fault of the client, otherwise
     * INTERNAL_ERROR.
     */
    public static ProblemType ofStatus(int status) {
        for (ProblemType problem : values()) {
            if (problem.status.value() == status) {
                return problem;
            }
        }
        return status < 500 || status == 501 || status == 505 ? MALFORMED_REQUEST : INTERNAL_ERROR;
    }

    public HttpStatus status() {
        return status;
    }

    /** A problem of this type with its general detail. */
    public ProblemDetail problem() {
        return problem(detail);
    }

    /** A problem of this type with a specific detail. */
    public ProblemDetail problem(String specificDetail) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(status, specificDetail);
        problem.setType(type);
        problem.setTitle(title);
        return problem;
    }
}
