package io.productcatalog.query.listing;

import static org.springframework.http.HttpHeaders.LINK;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.productcatalog.query.documents.Documents;
import io.productcatalog.query.documents.Slice;
import io.productcatalog.query.http.CommonHeaders;
import io.productcatalog.query.http.FastPathObservations;
import io.productcatalog.query.http.FastPathRoute;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.http.MediaType;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The short way of {@code GET /products}, for targets that {@link ListingHandler} has understood before. */
class CachedPageRoute extends FastPathRoute<CachedPageRoute.Answer> {

    record Answer(Page page, @Nullable String link) {}

    private final Documents documents;
    private final ParsedListings known;
    private final CommonHeaders answerHeaders;
    private final FastPathObservations.Route answers;
    private final String cacheControl;

    CachedPageRoute(
            Documents documents,
            ParsedListings known,
            CommonHeaders answerHeaders,
            FastPathObservations answers,
            String cacheControl) {
        this.documents = documents;
        this.known = known;
        this.answerHeaders = answerHeaders;
        this.answers = answers.to(ListingHandler.ROUTE);
        this.cacheControl = cacheControl;
    }

    @Override
    protected @Nullable Answer find(HttpServerRequest request) {
        ParsedListings.Known page = known.get(request.uri());
        if (page == null) {
            return null;
        }
        Listing.Newest listing = page.listing();
        Slice items = documents.presentNewest(listing.category(), listing.after(), listing.limit());
        return items != null && Objects.equals(ListingHandler.last(items), page.last())
                ? new Answer(new Page(items, page.end()), page.link())
                : null;
    }

    @Override
    protected Publisher<Void> answer(Answer answer, HttpServerRequest request, HttpServerResponse response) {
        HttpHeaders headers = response.responseHeaders();
        answerHeaders.forEach(headers::set);
        Page page = answer.page();
        headers.set(HttpHeaderNames.CACHE_CONTROL, cacheControl)
                .set(HttpHeaderNames.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE)
                .set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(page.length()));
        if (answer.link() != null) {
            headers.set(LINK, answer.link());
        }
        return answers.observe(
                request,
                200,
                page.length(),
                response.sendObject(
                                Unpooled.wrappedBuffer(Page.BEGIN, page.items().json(), page.end()))
                        .then());
    }
}
