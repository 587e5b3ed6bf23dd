package io.productcatalog.query.ops;

import io.productcatalog.query.freshness.Lag;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** The headers that all answers share, errors included, as they are at the time of the answer: a request may wait. */
@Order(Ordered.HIGHEST_PRECEDENCE)
class AnswerHeaders implements WebFilter {

    static final String LAG = "Catalog-Lag";

    private final Lag lag;
    private final Drain drain;

    AnswerHeaders(Lag lag, Drain drain) {
        this.lag = lag;
        this.drain = drain;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        ServerHttpResponse response = exchange.getResponse();
        response.beforeCommit(() -> Mono.fromRunnable(() -> set(response.getHeaders())));
        return chain.filter(exchange);
    }

    private void set(HttpHeaders headers) {
        headers.set(LAG, lag.seconds());
        headers.set("X-Content-Type-Options", "nosniff");
        if (drain.hasBegun()) {
            headers.set(HttpHeaders.CONNECTION, "close");
        }
    }
}
