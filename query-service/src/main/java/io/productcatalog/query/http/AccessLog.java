package io.productcatalog.query.http;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.tracing.Span;
import io.micrometer.tracing.propagation.Propagator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;

/**
 * The access log: one line for each request, written by the logger {@code access} when the observation of the request
 * ends. Its fields follow the <a href="https://www.elastic.co/docs/reference/ecs">Elastic Common Schema</a>. Durations
 * are in nanoseconds.
 */
class AccessLog implements ObservationHandler<ServerRequestObservationContext> {

    private static final Logger log = LoggerFactory.getLogger("access");

    private final Propagator traces;

    AccessLog(Propagator traces) {
        this.traces = traces;
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
        return context instanceof ServerRequestObservationContext;
    }

    @Override
    public void onStart(ServerRequestObservationContext context) {
        context.put(AccessLog.class, System.nanoTime());
    }

    @Override
    public void onStop(ServerRequestObservationContext context) {
        Long start = context.get(AccessLog.class);
        ServerHttpRequest request = context.getCarrier();
        ServerHttpResponse response = context.getResponse();
        if (start == null || request == null || response == null) {
            return;
        }
        int status = context.isConnectionAborted() || response.getStatusCode() == null
                ? 0
                : response.getStatusCode().value();
        write(
                request.getMethod().name(),
                request.getPath().value(),
                status,
                response.getHeaders().getContentLength(),
                System.nanoTime() - start,
                TraceIds.id(context));
    }

    /**
     * @param status 0 when the client left before the answer
     * @param bytes the length of the body; -1 without one
     */
    private static void write(String method, String path, int status, long bytes, long nanos, String trace) {
        log.atInfo()
                .addKeyValue("http.request.method", method)
                .addKeyValue("url.path", path)
                .addKeyValue("http.response.status_code", status)
                .addKeyValue("http.response.body.bytes", bytes)
                .addKeyValue("event.duration", nanos)
                .addKeyValue("trace.id", trace)
                .log("{} {} {}", method, path, status);
    }

    /**
     * Writes the line of a request without an observation.
     *
     * @param headers the first value of each request header, by name
     */
    void write(
            String method,
            String path,
            Function<String, @Nullable String> headers,
            int status,
            long bytes,
            long nanos) {
        Span span = traces.extract(headers, Function::apply).start();
        write(method, path, status, bytes, nanos, span.context().traceId());
        span.abandon();
    }
}
