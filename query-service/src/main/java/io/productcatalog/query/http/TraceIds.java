package io.productcatalog.query.http;

import io.micrometer.observation.Observation;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.server.ServerWebExchange;

/**
 * Finds a request's trace id where its observation keeps it. Carrying it in thread-locals through every operator of a
 * reactive pipeline would cost each request more than the few lines that need it.
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
