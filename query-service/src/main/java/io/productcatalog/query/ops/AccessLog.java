package io.productcatalog.query.ops;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;

/**
 * One line a request by the logger {@code access}, written when the request's observation ends, in fields of the <a
 * href="https://www.elastic.co/docs/reference/ecs">Elastic Common Schema</a> (durations are nanoseconds).
 */
class AccessLog implements ObservationHandler<ServerRequestObservationContext> {

    private static final Logger log = LoggerFactory.getLogger("access");

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
        log.atInfo()
                .addKeyValue("http.request.method", request.getMethod().name())
                .addKeyValue("url.path", request.getPath().value())
                .addKeyValue("http.response.status_code", status)
                .addKeyValue("http.response.body.bytes", response.getHeaders().getContentLength())
                .addKeyValue("event.duration", System.nanoTime() - start)
                .addKeyValue("trace.id", Traces.id(context))
                .log("{} {} {}", request.getMethod(), request.getPath().value(), status);
    }
}
