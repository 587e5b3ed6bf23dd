package io.productcatalog.query.product;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.productcatalog.query.documents.Document;
import io.productcatalog.query.documents.Documents;
import io.productcatalog.query.http.CommonHeaders;
import io.productcatalog.query.http.FastPathObservations;
import io.productcatalog.query.http.FastPathRoute;
import io.productcatalog.query.http.HttpAnswer;
import io.productcatalog.query.http.ProblemException;
import io.productcatalog.query.http.RequestChecks;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import reactor.netty.http.server.HttpServerRequest;

/** The fast path of {@code GET /products/{id}}. {@link ProductHandler} answers what it passes on. */
class CachedProductRoute extends FastPathRoute {

    private static final String PATH = "/products/";
    private static final int URI_LENGTH = PATH.length() + 36;

    private final Documents documents;
    private final ProductAnswers answers;

    CachedProductRoute(
            Documents documents,
            ProductAnswers answers,
            CommonHeaders commonHeaders,
            FastPathObservations observations) {
        super(commonHeaders, observations.to(ProductHandler.ROUTE));
        this.documents = documents;
        this.answers = answers;
    }

    @Override
    protected @Nullable HttpAnswer find(HttpServerRequest request) {
        Document document = getIfCached(request.uri());
        if (document == null || request.requestHeaders().contains(HttpHeaderNames.IF_MATCH)) {
            return null;
        }
        List<String> ifNoneMatch = request.requestHeaders().getAll(HttpHeaderNames.IF_NONE_MATCH);
        HttpAnswer answer = answers.answer(document, List.of(), ifNoneMatch);
        // WebFlux may read a malformed condition in another way, so only a condition that matches is answered here.
        return ifNoneMatch.isEmpty() || answer.status() == HttpStatus.NOT_MODIFIED ? answer : null;
    }

    private @Nullable Document getIfCached(String uri) {
        if (uri.length() != URI_LENGTH || !uri.startsWith(PATH)) {
            return null;
        }
        try {
            return documents.getIfCached(RequestChecks.productId(uri.substring(PATH.length())));
        } catch (ProblemException malformed) {
            return null;
        }
    }
}
