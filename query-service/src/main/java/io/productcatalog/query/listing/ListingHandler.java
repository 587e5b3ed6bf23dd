package io.productcatalog.query.listing;

import io.productcatalog.query.documents.Documents;
import io.productcatalog.query.documents.Slice;
import io.productcatalog.query.http.RequestChecks;
import java.net.URI;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/** {@code GET /products}: a list of products. */
class ListingHandler {

    static final String ROUTE = "/products";

    private final Documents documents;
    private final ListingParser parser;
    private final ParsedListings known;
    private final String cacheControl;

    ListingHandler(Documents documents, ListingParser parser, ParsedListings known, String cacheControl) {
        this.documents = documents;
        this.parser = parser;
        this.known = known;
        this.cacheControl = cacheControl;
    }

    Mono<ServerResponse> list(ServerRequest request) {
        RequestChecks.requireJsonAccepted(request);
        return switch (parser.parse(request)) {
            case Listing.ByIds(var ids) -> documents.byIds(ids).flatMap(this::whole);
            case Listing.BySku(var sku) -> documents.bySku(sku).flatMap(this::whole);
            case Listing.Newest newest ->
                documents
                        .newest(newest.category(), newest.after(), newest.limit())
                        .flatMap(items -> page(request, newest, items));
        };
    }

    private Mono<ServerResponse> whole(Slice items) {
        return answer(Page.of(items, null), null);
    }

    private Mono<ServerResponse> page(ServerRequest request, Listing.Newest listing, Slice items) {
        UUID last = last(items);
        String next = last == null ? null : new Cursor(Listing.Newest.filter(listing.category()), last).text();
        Page page = Page.of(items, next);
        String link = next == null ? null : link(request, next);
        known.put(target(request.uri()), new ParsedListings.Known(listing, last, page.end(), link));
        return answer(page, link);
    }

    /** The last of the items when others follow, which then begin after it; else null. */
    static @Nullable UUID last(Slice items) {
        return items.more() ? items.items().getLast().id() : null;
    }

    private static String link(ServerRequest request, String next) {
        return "<"
                + UriComponentsBuilder.fromPath(request.path())
                        .queryParams(request.queryParams())
                        .replaceQueryParam("after", next)
                        .encode()
                        .toUriString()
                + ">; rel=\"next\"";
    }

    /** As it stands in the request line. */
    private static String target(URI uri) {
        return uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    }

    private Mono<ServerResponse> answer(Page page, @Nullable String link) {
        ServerResponse.BodyBuilder response = ServerResponse.ok()
                .header(HttpHeaders.CACHE_CONTROL, cacheControl)
                .contentType(MediaType.APPLICATION_JSON);
        if (link != null) {
            response.header(HttpHeaders.LINK, link);
        }
        return response.bodyValue(page.json());
    }
}
