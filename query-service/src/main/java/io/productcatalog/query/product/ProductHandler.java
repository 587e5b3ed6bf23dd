package io.productcatalog.query.product;

import io.productcatalog.query.documents.Document;
import io.productcatalog.query.documents.Documents;
import io.productcatalog.query.http.Problem;
import io.productcatalog.query.http.ProblemException;
import io.productcatalog.query.http.RequestChecks;
import io.productcatalog.query.overload.Permit;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/**
 * {@code GET /products/{id}}: the product's stored bytes, or 304 when the client has that version. With {@code
 * ?minVersion=N} it waits until the read model holds that version or a newer one, for as long as the client prefers.
 */
public class ProductHandler {

    public static final String ROUTE = "/products/{id}";

    private static final String MIN_VERSION = "minVersion";
    private static final Pattern WHOLE_NUMBER = Pattern.compile("[1-9][0-9]{0,18}");

    private final Documents documents;
    private final VersionWaiters waits;
    private final String cacheControl;

    public ProductHandler(Documents documents, VersionWaiters waits, String cacheControl) {
        this.documents = documents;
        this.waits = waits;
        this.cacheControl = cacheControl;
    }

    public Mono<ServerResponse> product(ServerRequest request) {
        RequestChecks.requireJsonAccepted(request);
        RequestChecks.requireKnownParameters(request, Set.of(MIN_VERSION));
        UUID id = RequestChecks.productId(request.pathVariable("id"));
        Mono<Document> found = request.queryParam(MIN_VERSION)
                .map(text -> written(request, id, version(text)))
                .orElseGet(() -> documents.byId(id));
        return found.switchIfEmpty(Mono.error(() -> Problem.notFound("There is no product on sale with this id.")
                        .exception()))
                .flatMap(document -> answer(request, document));
    }

    private Mono<Document> written(ServerRequest request, UUID id, long version) {
        Duration wait = PreferredWait.of(request.headers().header("Prefer"));
        return waits.until(id, version, wait, Permit.untilItWaits(documents.atLeast(id, version)))
                .switchIfEmpty(Mono.error(() -> Problem.notYetProjected(version).exception()))
                .flatMap(Mono::justOrEmpty);
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

    private Mono<ServerResponse> answer(ServerRequest request, Document document) {
        EntityTag tag = EntityTag.of(document.version());
        List<String> ifNoneMatch = request.headers().header(HttpHeaders.IF_NONE_MATCH);
        boolean known = !ifNoneMatch.isEmpty() && tag.isAmong(ifNoneMatch);
        ServerResponse.BodyBuilder response = ServerResponse.status(known ? HttpStatus.NOT_MODIFIED : HttpStatus.OK)
                .header(HttpHeaders.ETAG, tag.value())
                .header(HttpHeaders.CACHE_CONTROL, cacheControl);
        return known
                ? response.build()
                : response.contentType(MediaType.APPLICATION_JSON).bodyValue(document.json());
    }
}
