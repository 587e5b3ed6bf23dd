package io.productcatalog.query.ops;

import io.productcatalog.query.freshness.Lag;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** The headers that all answers share, errors included. */
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
        HttpHeaders headers = exchange.getResponse().getHeaders();
        headers.set(LAG, lag.seconds());
        headers.set("X-Content-Type-Options", "nosniff");
        if (drain.hasBegun()) {
            headers.set(HttpHeaders.CONNECTION, "close");
        }
        return chain.filter(exchange);
    }
}
