package io.productcatalog.query.product;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.productcatalog.query.documents.Documents;
import io.productcatalog.query.documents.StoredProduct;
import io.productcatalog.query.http.FastPathRoute;
import io.productcatalog.query.http.FastPathWriter;
import io.productcatalog.query.http.PendingAnswer;
import io.productcatalog.query.http.ProblemException;
import io.productcatalog.query.http.RequestChecks;
import io.productcatalog.query.overload.ConcurrencyLimiter;
import io.productcatalog.query.overload.DelayedRejections;
import io.productcatalog.query.overload.Permit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;

/**
 * The fast path of {@code GET /products/{id}}, for products in the cache and in the database. {@link ProductHandler}
 * answers what it passes on.
 */
class ProductRoute extends FastPathRoute {

    private static final String PATH = "/products/";
    private static final int URI_LENGTH = PATH.length() + 36;

    private final Documents documents;
    private final ProductAnswers answers;
    private final ConcurrencyLimiter limiter;
    private final DelayedRejections rejections;

    ProductRoute(
            Documents documents,
            ProductAnswers answers,
            ConcurrencyLimiter limiter,
            DelayedRejections rejections,
            FastPathWriter writer) {
        super(ProductHandler.ROUTE, writer);
        this.documents = documents;
        this.answers = answers;
        this.limiter = limiter;
        this.rejections = rejections;
    }

    @Override
    protected @Nullable PendingAnswer find(HttpServerRequest request) {
        UUID id = id(request.uri());
        if (id == null || request.requestHeaders().contains(HttpHeaderNames.IF_MATCH)) {
            return null;
        }
        List<String> ifNoneMatch = request.requestHeaders().getAll(HttpHeaderNames.IF_NONE_MATCH);
        StoredProduct cached = documents.getIfCached(id);
        if (cached != null) {
            return new PendingAnswer.Ready(() -> answers.answer(cached, List.of(), ifNoneMatch));
        }
        Permit permit = limiter.tryAcquire();
        return new PendingAnswer.Loading(
                permit == null
                        ? rejections.refuse()
                        : permit.during(Mono.defer(() -> documents.byId(id)))
                                .map(product -> answers.answer(product, List.of(), ifNoneMatch)));
    }

    private static @Nullable UUID id(String uri) {
        if (uri.length() != URI_LENGTH || !uri.startsWith(PATH)) {
            return null;
        }
        try {
            return RequestChecks.productId(uri.substring(PATH.length()));
        } catch (ProblemException malformed) {
            return null;
        }
    }
}
