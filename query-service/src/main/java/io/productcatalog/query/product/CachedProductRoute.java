package io.productcatalog.query.product;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.productcatalog.query.documents.Document;
import io.productcatalog.query.documents.Documents;
import io.productcatalog.query.http.CommonHeaders;
import io.productcatalog.query.http.FastPathObservations;
import io.productcatalog.query.http.FastPathRoute;
import io.productcatalog.query.http.ProblemException;
import io.productcatalog.query.http.RequestChecks;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.http.MediaType;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

/** The short way of {@code GET /products/{id}}, beside {@link ProductHandler}. */
public class CachedProductRoute extends FastPathRoute<Document> {

    private static final String PATH = "/products/";
    private static final int URI_LENGTH = PATH.length() + 36;

    private final Documents documents;
    private final CommonHeaders answerHeaders;
    private final FastPathObservations.Route answers;
    private final String cacheControl;

    public CachedProductRoute(
            Documents documents, CommonHeaders answerHeaders, FastPathObservations answers, String cacheControl) {
        this.documents = documents;
        this.answerHeaders = answerHeaders;
        this.answers = answers.to(ProductHandler.ROUTE);
        this.cacheControl = cacheControl;
    }

    @Override
    protected @Nullable Document find(HttpServerRequest request) {
        Document document = present(request.uri());
        return document != null && isDecided(request, document) ? document : null;
    }

    /** Without a condition, or with one that this version meets; any other may only look like naming it. */
    private static boolean isDecided(HttpServerRequest request, Document document) {
        List<String> ifNoneMatch = ifNoneMatch(request);
        return ifNoneMatch.isEmpty() || EntityTag.of(document.version()).isAmong(ifNoneMatch);
    }

    private static List<String> ifNoneMatch(HttpServerRequest request) {
        return request.requestHeaders().getAll(HttpHeaderNames.IF_NONE_MATCH);
    }

    private @Nullable Document present(String uri) {
        if (uri.length() != URI_LENGTH || !uri.startsWith(PATH)) {
            return null;
        }
        try {
            return documents.present(RequestChecks.productId(uri.substring(PATH.length())));
        } catch (ProblemException refusedTheLongWay) {
            return null;
        }
    }

    @Override
    protected Publisher<Void> answer(Document document, HttpServerRequest request, HttpServerResponse response) {
        EntityTag tag = EntityTag.of(document.version());
        HttpHeaders headers = response.responseHeaders();
        answerHeaders.forEach(headers::set);
        headers.set(HttpHeaderNames.ETAG, tag.value()).set(HttpHeaderNames.CACHE_CONTROL, cacheControl);
        if (!ifNoneMatch(request).isEmpty()) {
            return answers.observe(
                    request,
                    304,
                    -1,
                    response.status(HttpResponseStatus.NOT_MODIFIED).send());
        }
        int length = document.json().length;
        headers.set(HttpHeaderNames.CONTENT_TYPE, MediaType.APPLICATION_JSON_VALUE)
                .set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(length));
        return answers.observe(
                request,
                200,
                length,
                response.sendObject(Unpooled.wrappedBuffer(document.json())).then());
    }
}
