package io.productcatalog.query.browse;

import static org.springframework.http.HttpHeaders.LINK;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.productcatalog.query.document.Documents;
import io.productcatalog.query.document.Slice;
import io.productcatalog.query.ops.AnswerHeaders;
import io.productcatalog.query.ops.DirectAnswers;
import io.productcatalog.query.ops.DirectRoute;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.http.MediaType;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The short way of {@code GET /products}, for targets that {@link ListingHandler} has understood before. */
class PresentPageRoute extends DirectRoute<PresentPageRoute.Answer> {

    record Answer(Page page, @Nullable String link) {}

    private final Documents documents;
    private final KnownPages known;
    private final AnswerHeaders answerHeaders;
    private final DirectAnswers.Route answers;
    private final String cacheControl;

    PresentPageRoute(
            Documents documents,
            KnownPages known,
            AnswerHeaders answerHeaders,
            DirectAnswers answers,
            String cacheControl) {
        this.documents = documents;
        this.known = known;
        this.answerHeaders = answerHeaders;
        this.answers = answers.to(ListingHandler.ROUTE);
        this.cacheControl = cacheControl;
    }

    @Override
    protected @Nullable Answer find(HttpServerRequest request) {
        KnownPages.Known page = known.get(request.uri());
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
