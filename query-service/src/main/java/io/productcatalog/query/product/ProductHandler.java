package io.productcatalog.query.product;

import io.productcatalog.query.documents.Documents;
import io.productcatalog.query.documents.StoredProduct;
import io.productcatalog.query.http.HttpAnswer;
import io.productcatalog.query.http.Problem;
import io.productcatalog.query.http.ProblemException;
import io.productcatalog.query.http.RequestChecks;
import io.productcatalog.query.overload.Permit;
import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * The handler of {@code GET /products/{id}}. With {@code ?minVersion=N} it waits until the read model holds that
 * version or a newer one, for as long as the client prefers ({@link PreferredWait}).
 */
class ProductHandler {

    static final String ROUTE = "/products/{id}";

    private static final String MIN_VERSION = "minVersion";
    private static final Pattern WHOLE_NUMBER = Pattern.compile("[1-9][0-9]{0,18}");

    private final Documents documents;
    private final VersionWaiters waiters;
    private final ProductAnswers answers;

    ProductHandler(Documents documents, VersionWaiters waiters, ProductAnswers answers) {
        this.documents = documents;
        this.waiters = waiters;
        this.answers = answers;
    }

    Mono<ServerResponse> product(ServerRequest request) {
        RequestChecks.requireJsonAccepted(request);
        RequestChecks.requireKnownParameters(request, Set.of(MIN_VERSION));
        UUID id = RequestChecks.productId(request.pathVariable("id"));
        Mono<StoredProduct> found = request.queryParam(MIN_VERSION)
                .map(text -> atLeast(request, id, version(text)))
                .orElseGet(() -> documents.byId(id));
        return found.map(product -> answers.answer(
                        product,
                        request.headers().header(HttpHeaders.IF_MATCH),
                        request.headers().header(HttpHeaders.IF_NONE_MATCH)))
                .flatMap(HttpAnswer::toServerResponse);
    }

    private Mono<StoredProduct> atLeast(ServerRequest request, UUID id, long version) {
        Duration wait = PreferredWait.of(request.headers().header("Prefer"));
        return waiters.await(id, version, wait, Permit.releaseBeforeWaiting(documents.atLeast(id, version)))
                .switchIfEmpty(Mono.error(() -> Problem.notYetProjected(version).exception()));
    }

    private static long version(String text) {
        try {
            if (WHOLE_NUMBER.matcher(text).matches()) {
                return Long.parseLong(text);
            }
        } catch (NumberFormatException tooLarge) {
            throw malformedVersion();
        }
        throw malformedVersion();
    }

    private static ProblemException malformedVersion() {
        return Problem.malformedRequest(
                        "The parameter '" + MIN_VERSION + "' is a whole number from 1 to " + Long.MAX_VALUE + ".")
                .exception();
    }
}
