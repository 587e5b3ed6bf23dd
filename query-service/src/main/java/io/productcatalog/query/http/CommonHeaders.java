package io.productcatalog.query.http;

import io.productcatalog.query.lag.Lag;
import io.productcatalog.query.lifecycle.RequestDrain;
import java.util.function.BiConsumer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/**
 * The headers of every answer, errors included. Their values are those at the time of the answer, because a request may
 * wait.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
public class CommonHeaders implements WebFilter {

    static final String LAG = "Catalog-Lag";

    private final Lag lag;
    private final RequestDrain drain;

    CommonHeaders(Lag lag, RequestDrain drain) {
        this.lag = lag;
        this.drain = drain;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpResponse response = exchange.getResponse();
        response.beforeCommit(() -> Mono.fromRunnable(() -> forEach(response.getHeaders()::set)));
        return chain.filter(exchange);
    }

    /** Passes the name and the current value of each header. */
    public void forEach(BiConsumer<String, String> headers) {
        headers.accept(LAG, lag.seconds());
        headers.accept("X-Content-Type-Options", "nosniff");
        if (drain.hasBegun()) {
            headers.accept(HttpHeaders.CONNECTION, "close");
        }
    }
}
