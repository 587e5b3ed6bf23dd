package io.productcatalog.query.http;

import io.micrometer.observation.Observation;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.server.ServerWebExchange;

/**
 * The trace ids of requests, read from their observations. Propagating them in thread-locals through every reactive
 * operator would cost each request more, and few lines need them.
 */
final class TraceIds {

    private TraceIds() {}

    /** The W3C trace id, or an empty string when the request is not traced. */
    static String id(ServerWebExchange exchange) {
        return ServerRequestObservationContext.findCurrent(exchange.getAttributes())
                .map(TraceIds::id)
                .orElse("");
    }

    static String id(Observation.Context context) {
        TracingContext tracing = context.get(TracingContext.class);
        return tracing == null || tracing.getSpan() == null
                ? ""
                : tracing.getSpan().context().traceId();
    }
}
