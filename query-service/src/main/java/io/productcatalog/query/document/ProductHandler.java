package io.productcatalog.query.document;

import io.productcatalog.query.ops.Problem;
import io.productcatalog.query.ops.RequestChecks;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** {@code GET /products/{id}}: the product's stored bytes, or 304 when the client has that version. */
class ProductHandler {

    private final Documents documents;
    private final String cacheControl;

    ProductHandler(Documents documents, String cacheControl) {
        this.documents = documents;
        this.cacheControl = cacheControl;
    }

    Mono<ServerResponse> product(ServerRequest request) {
        RequestChecks.requireJsonAccepted(request);
        RequestChecks.requireKnownParameters(request, Set.of());
        UUID id = RequestChecks.productId(request.pathVariable("id"));
        return documents
                .byId(id)
                .switchIfEmpty(Mono.error(() -> Problem.notFound("There is no product on sale with this id.")
                        .exception()))
                .flatMap(document -> answer(request, document));
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
