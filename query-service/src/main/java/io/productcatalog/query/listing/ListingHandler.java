package io.productcatalog.query.listing;

import io.productcatalog.query.documents.Documents;
import io.productcatalog.query.documents.Slice;
import io.productcatalog.query.http.HttpAnswer;
import io.productcatalog.query.http.RequestChecks;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/** The handler of {@code GET /products}. */
class ListingHandler {

    static final String ROUTE = "/products";

    private final Documents documents;
    private final ListingParser parser;
    private final ParsedListings parsedListings;
    private final ListingAnswers answers;

    ListingHandler(Documents documents, ListingParser parser, ParsedListings parsedListings, ListingAnswers answers) {
        this.documents = documents;
        this.parser = parser;
        this.parsedListings = parsedListings;
        this.answers = answers;
    }

    Mono<ServerResponse> list(ServerRequest request) {
        RequestChecks.requireJsonAccepted(request);
        Mono<HttpAnswer> answer = switch (parser.parse(request)) {
            case Listing.ByIds(var ids) -> documents.byIds(ids).map(items -> answers.answer(items, end(ids, items)));
            case Listing.BySku(var sku) -> documents.bySku(sku).map(items -> answers.answer(items, PageEnd.NO_NEXT));
            case Listing.Newest newest ->
                documents
                        .newest(newest.category(), newest.after(), newest.limit())
                        .map(items -> page(request, newest, items));
        };
        return answer.flatMap(HttpAnswer::toServerResponse);
    }

    /** Without a link: a hundred ids are more than some proxies accept in the headers of an answer. */
    private static PageEnd end(List<UUID> ids, Slice items) {
        UUID last = PageEnd.last(items);
        return last == null
                ? PageEnd.NO_NEXT
                : PageEnd.withNext(
                        last,
                        ids.subList(ids.indexOf(last) + 1, ids.size()).stream()
                                .map(UUID::toString)
                                .collect(Collectors.joining(",")),
                        null);
    }

    private HttpAnswer page(ServerRequest request, Listing.Newest listing, Slice items) {
        PageEnd end = end(request, listing, PageEnd.last(items));
        parsedListings.put(target(request.uri()), new ParsedListings.Parsed(listing, end));
        return answers.answer(items, end);
    }

    private static PageEnd end(ServerRequest request, Listing.Newest listing, @Nullable UUID last) {
        if (last == null) {
            return PageEnd.NO_NEXT;
        }
        String next = new Cursor(Listing.Newest.filter(listing.category()), last).text();
        return PageEnd.withNext(last, next, link(request, next));
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

    /** The request target, as it stands in the request line. */
    private static String target(URI uri) {
        return uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    }
}
