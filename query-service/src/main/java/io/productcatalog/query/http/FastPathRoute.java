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
import org.springframework.boot.reactor.netty.NettyRouteProvider;
import org.springframework.http.MediaType;
import reactor.netty.Connection;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerRoutes;

/**
 * A route below WebFlux, at half the cost of a handler. It takes plain GET requests only. Every other request goes on to
 * the handlers, which make the same {@link HttpAnswer}.
 */
public abstract class FastPathRoute implements NettyRouteProvider {

    private static final Set<String> PLAIN_ACCEPT = Set.of("*/*", MediaType.APPLICATION_JSON_VALUE);

    private final AttributeKey<PendingAnswer> found = AttributeKey.valueOf(getClass(), "found");
    private final String pattern;
    private final FastPathWriter writer;

    /** @param pattern the pattern of the route, as in the metrics */
    protected FastPathRoute(String pattern, FastPathWriter writer) {
        this.pattern = pattern;
        this.writer = writer;
    }

    @Override
    public final HttpServerRoutes apply(HttpServerRoutes routes) {
        return routes.route(this::isFound, (request, response) -> {
            Connection connection = connection(request);
            PendingAnswer answer = connection.channel().attr(found).getAndSet(null);
            return writer.send(Objects.requireNonNull(answer), pattern, request, response, connection);
        });
    }

    /**
     * The answer to a plain GET request; null passes the request on to the handlers. A failure becomes the same problem
     * as that of a handler.
     */
    protected abstract @Nullable PendingAnswer find(HttpServerRequest request);

    private boolean isFound(HttpServerRequest request) {
        PendingAnswer answer = isPlain(request) ? find(request) : null;
        if (answer == null) {
            return false;
        }
        // Kept for send: the cache may have changed by then.
        connection(request).channel().attr(found).set(answer);
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

    private static Connection connection(HttpServerRequest request) {
        AtomicReference<@Nullable Connection> connection = new AtomicReference<>();
        request.withConnection(connection::set);
        return Objects.requireNonNull(connection.get());
    }
}
