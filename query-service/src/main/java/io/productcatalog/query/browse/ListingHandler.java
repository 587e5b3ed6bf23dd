package io.productcatalog.query.browse;

import io.productcatalog.query.document.Documents;
import io.productcatalog.query.document.Slice;
import io.productcatalog.query.ops.RequestChecks;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/** {@code GET /products}: a list of products. */
class ListingHandler {

    private final Documents documents;
    private final ListingParser parser;
    private final String cacheControl;

    ListingHandler(Documents documents, ListingParser parser, String cacheControl) {
        this.documents = documents;
        this.parser = parser;
        this.cacheControl = cacheControl;
    }

    Mono<ServerResponse> list(ServerRequest request) {
        RequestChecks.requireJsonAccepted(request);
        return page(parser.parse(request)).flatMap(page -> answer(request, page));
    }

    private Mono<Page> page(Listing listing) {
        return switch (listing) {
            case Listing.ByIds(var ids) -> documents.byIds(ids).map(found -> new Page(found, null));
            case Listing.BySku(var sku) -> documents.bySku(sku).map(found -> new Page(found, null));
            case Listing.Newest newest -> newest(newest);
        };
    }

    private Mono<Page> newest(Listing.Newest newest) {
        return documents
                .newest(newest.category(), newest.after(), newest.limit())
                .map(found -> new Page(found, found.more() ? next(newest, found) : null));
    }

    private static String next(Listing.Newest newest, Slice found) {
        return new Cursor(
                        Listing.Newest.filter(newest.category()),
                        found.documents().getLast().id())
                .text();
    }

    private Mono<ServerResponse> answer(ServerRequest request, Page page) {
        ServerResponse.BodyBuilder response = ServerResponse.ok()
                .header(HttpHeaders.CACHE_CONTROL, cacheControl)
                .contentType(MediaType.APPLICATION_JSON);
        if (page.next() != null) {
            String next = UriComponentsBuilder.fromPath(request.path())
                    .queryParams(request.exchange().getRequest().getQueryParams())
                    .replaceQueryParam("after", page.next())
                    .encode()
                    .toUriString();
            response.header(HttpHeaders.LINK, "<" + next + ">; rel=\"next\"");
        }
        return response.bodyValue(page.json());
    }
}
