package io.productcatalog.command.web;

import io.productcatalog.command.http.ProblemType;
import io.productcatalog.command.product.Decision;
import io.productcatalog.command.product.Product;
import io.productcatalog.command.product.Refusal;
import io.productcatalog.command.product.Violation;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;

/** The HTTP responses to decisions about products. */
final class ProductResponses {

    /** The maximum number of violations in an answer. Each repeats a part of the request. */
    private static final int MAX_ERRORS = 50;

    private ProductResponses() {}

    static ResponseEntity<?> of(Decision decision) {
        return switch (decision) {
            case Decision.Unchanged(var product) -> product(product);
            case Decision.Refused(var refusal) -> problem(refusal);
            case Decision.Accepted(var change) -> {
                Product after = change.after();
                yield switch (change.type()) {
                    case CREATED ->
                        json(ResponseEntity.created(URI.create("/products/" + change.productId())))
                                .eTag(entityTag(change.version()))
                                .body(after == null ? null : ProductJson.of(after));
                    case UPDATED -> product(Objects.requireNonNull(after));
                    case DELETED -> ResponseEntity.noContent().build();
                };
            }
        };
    }

    static ResponseEntity<ProductJson> product(Product product) {
        return json(ResponseEntity.ok()).eTag(entityTag(product.version())).body(ProductJson.of(product));
    }

    /** JSON is UTF-8 (RFC 8259). Without a content type, Spring would try to write it in a charset that Accept names. */
    static ResponseEntity.BodyBuilder json(ResponseEntity.BodyBuilder response) {
        return response.contentType(MediaType.APPLICATION_JSON);
    }

    static ResponseEntity<?> notModified(long version) {
        return ResponseEntity.status(HttpStatus.NOT_MODIFIED)
                .eTag(entityTag(version))
                .build();
    }

    private static String entityTag(long version) {
        return "\"" + version + "\"";
    }

    static ResponseEntity<ProblemDetail> problem(Refusal refusal) {
        return switch (refusal) {
            case Refusal.NotFound() -> problem(ProblemType.NOT_FOUND.problem("There is no product with this id."));
            case Refusal.DuplicateSku(var sku) ->
                problem(ProblemType.DUPLICATE_SKU.problem("Another product has the SKU " + sku + "."));
            case Refusal.StaleVersion(var current) -> {
                ProblemDetail problem = ProblemType.STALE_VERSION.problem(
                        "The product is at version " + current + " now. Read it again and decide again.");
                yield ResponseEntity.status(problem.getStatus())
                        .eTag(entityTag(current))
                        .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                        .body(problem);
            }
            case Refusal.IdempotencyKeyReused() -> problem(ProblemType.IDEMPOTENCY_KEY_REUSED.problem());
            case Refusal.Invalid(var violations) -> invalid(violations);
        };
    }

    private static ResponseEntity<ProblemDetail> invalid(List<Violation> violations) {
        ProblemDetail problem = ProblemType.VALIDATION_FAILED.problem();
        problem.setProperty("errors", violations.stream().limit(MAX_ERRORS).toList());
        if (violations.size() > MAX_ERRORS) {
            problem.setProperty("moreErrors", violations.size() - MAX_ERRORS);
        }
        return problem(problem);
    }

    static ResponseEntity<ProblemDetail> problem(ProblemDetail problem) {
        return ResponseEntity.status(problem.getStatus())
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .body(problem);
    }
}
