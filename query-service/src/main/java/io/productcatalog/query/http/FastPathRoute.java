package io.productcatalog.query.http;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.util.AttributeKey;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.boot.reactor.netty.NettyRouteProvider;
import org.springframework.http.MediaType;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * A route below WebFlux for answers from a cache, at half the cost of a handler. It takes plain GET requests only.
 * Every other request goes on to the handlers, which make the same {@link HttpAnswer}.
 */
public abstract class FastPathRoute implements NettyRouteProvider {

    private static final Set<String> PLAIN_ACCEPT = Set.of("*/*", MediaType.APPLICATION_JSON_VALUE);

    private final AttributeKey<HttpAnswer> found = AttributeKey.valueOf(getClass(), "found");
    private final CommonHeaders commonHeaders;
    private final FastPathObservations.Route observations;

    protected FastPathRoute(CommonHeaders commonHeaders, FastPathObservations.Route observations) {
        this.commonHeaders = commonHeaders;
        this.observations = observations;
    }

    @Override
    public final HttpServerRoutes apply(HttpServerRoutes routes) {
        return routes.route(this::isFound, (request, response) -> send(taken(request), request, response));
    }

    /** The answer to a plain GET request if a cache has it; null passes the request on to the handlers. */
    protected abstract @Nullable HttpAnswer find(HttpServerRequest request);

    private boolean isFound(HttpServerRequest request) {
        HttpAnswer answer = isPlain(request) ? find(request) : null;
        if (answer == null) {
            return false;
        }
        // Kept for send: the cache may have changed by then.
        request.withConnection(connection -> connection.channel().attr(found).set(answer));
        return true;
    }

    private static boolean isPlain(HttpServerRequest request) {
        HttpHeaders headers = request.requestHeaders();
        List<String> accept = headers.getAll(HttpHeaderNames.ACCEPT);
        String host = headers.get(HttpHeaderNames.HOST);
        return HttpMethod.GET.equals(request.method())
                && (accept.isEmpty() || (accept.size() == 1 && PLAIN_ACCEPT.contains(accept.getFirst())))
                // Only WebFlux validates an IPv6 address in brackets.
                && (host == null || host.indexOf('[') < 0);
    }

    private HttpAnswer taken(HttpServerRequest request) {
        AtomicReference<@Nullable HttpAnswer> taken = new AtomicReference<>();
        request.withConnection(
                connection -> taken.set(connection.channel().attr(found).getAndSet(null)));
        return Objects.requireNonNull(taken.get());
    }

    private Publisher<Void> send(HttpAnswer answer, HttpServerRequest request, HttpServerResponse response) {
        HttpHeaders headers = response.status(answer.status().value()).responseHeaders();
        commonHeaders.forEach(headers::set);
        for (HttpAnswer.Header header : answer.headers()) {
            headers.set(header.name(), header.value());
        }
        if (!answer.hasBody()) {
            return observations.observe(request, answer.status().value(), -1, response.send());
        }
        int length = answer.length();
        headers.set(HttpHeaderNames.CONTENT_LENGTH, Integer.toString(length));
        Mono<Void> sent = response.sendObject(answer.content()).then();
        return observations.observe(request, answer.status().value(), length, sent);
    }
}
