package io.productcatalog.query.http;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.observation.ServerRequestObservationContext;

/** The access log: one line for each request, written when the observation of the request ends. */
class AccessLog implements ObservationHandler<ServerRequestObservationContext> {

    private final AccessLogWriter writer;

    AccessLog(AccessLogWriter writer) {
        this.writer = writer;
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
        write(new AccessLine(
                request.getMethod().name(),
                request.getPath().value(),
                status,
                response.getHeaders().getContentLength(),
                System.nanoTime() - start,
                TraceIds.id(context)));
    }

    /** Writes the line of a request. */
    void write(AccessLine line) {
        writer.write(line);
    }
}
