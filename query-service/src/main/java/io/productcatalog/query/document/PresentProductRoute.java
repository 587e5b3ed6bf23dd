package io.productcatalog.query.document;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.util.AttributeKey;
import io.productcatalog.query.ops.AnswerHeaders;
import io.productcatalog.query.ops.DirectAnswers;
import io.productcatalog.query.ops.ProblemException;
import io.productcatalog.query.ops.RequestChecks;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.boot.reactor.netty.NettyRouteProvider;
import org.springframework.http.MediaType;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * The short way of {@code GET /products/{id}}: a plain request for a product in this replica's memory is answered by the server
 * itself, at half the cost. All other requests go on to {@link ProductHandler}, which answers the same ones alike.
 */
class PresentProductRoute implements NettyRouteProvider {

    private static final AttributeKey<Document> PRESENT = AttributeKey.valueOf(PresentProductRoute.class, "present");
    private static final String PATH = "/products/";
    private static final int URI_LENGTH = PATH.length() + 36;
    private static final Set<String> PLAIN_ACCEPT = Set.of("*/*", MediaType.APPLICATION_JSON_VALUE);

    private final Documents documents;
    private final AnswerHeaders answerHeaders;
    private final DirectAnswers.Route answers;
    private final String cacheControl;

    PresentProductRoute(Documents documents, AnswerHeaders answerHeaders, DirectAnswers answers, String cacheControl) {
        this.documents = documents;
        this.answerHeaders = answerHeaders;
        this.answers = answers.to(ProductHandler.ROUTE);
        this.cacheControl = cacheControl;
    }

    @Override
    public HttpServerRoutes apply(HttpServerRoutes routes) {
        return routes.route(this::isPresent, this::answer);
    }

    private boolean isPresent(HttpServerRequest request) {
        Document document = isPlain(request) ? present(request.uri()) : null;
        if (document == null || !isDecided(request, document)) {
            return false;
        }
        // The cache may have another answer, or none, when the handler is called.
        request.withConnection(connection -> connection.channel().attr(PRESENT).set(document));
        return true;
    }

    private static boolean isPlain(HttpServerRequest request) {
        HttpHeaders headers = request.requestHeaders();
        List<String> accept = headers.getAll(HttpHeaderNames.ACCEPT);
        String host = headers.get(HttpHeaderNames.HOST);
        return HttpMethod.GET.equals(request.method())
                && (accept.isEmpty() || (accept.size() == 1 && PLAIN_ACCEPT.contains(accept.getFirst())))
                // Whether an address in brackets is one is for the long way to find out.
                && (host == null || host.indexOf('[') < 0);
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

    private Publisher<Void> answer(HttpServerRequest request, HttpServerResponse response) {
        Document document = taken(request);
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

    private static Document taken(HttpServerRequest request) {
        Document[] taken = new Document[1];
        request.withConnection(
                connection -> taken[0] = connection.channel().attr(PRESENT).getAndSet(null));
        return taken[0];
    }
}
