package io.productcatalog.query.http;

import io.micrometer.observation.Observation;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.handler.TracingObservationHandler.TracingContext;
import io.micrometer.tracing.propagation.Propagator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;
import org.springframework.web.server.ServerWebExchange;

/**
 * The W3C trace ids of requests. Propagating them in thread-locals through every reactive operator would cost each
 * request more, and few lines need them.
 */
final class TraceIds {

    /** The headers that can carry the caller's trace: those that Spring Boot reads by default. */
    private static final List<String> HEADERS = List.of("traceparent", "b3", "X-B3-TraceId");

    private final Propagator propagator;

    TraceIds(Propagator propagator) {
        this.propagator = propagator;
    }

    /**
     * The trace id of a request without an observation: the caller's, or a new one.
     *
     * @param headers the first value of each request header, by name
     */
    String id(Function<String, @Nullable String> headers) {
        // Most requests carry no trace. To start a span for its id would cost more than a whole line of the access log.
        if (!isTraced(headers)) {
            HexFormat hex = HexFormat.of();
            ThreadLocalRandom random = ThreadLocalRandom.current();
            return hex.toHexDigits(random.nextLong()) + hex.toHexDigits(random.nextLong());
        }
        Span span = propagator.extract(headers, Function::apply).start();
        try {
            return span.context().traceId();
        } finally {
            span.abandon();
        }
    }

    private static boolean isTraced(Function<String, @Nullable String> headers) {
        for (String header : HEADERS) {
            if (headers.apply(header) != null) {
                return true;
            }
        }
        return false;
    }

    /** The trace id in the request's observation, or an empty string when the request is not traced. */
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
