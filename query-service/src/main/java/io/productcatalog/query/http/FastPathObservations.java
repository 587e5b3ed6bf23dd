package io.productcatalog.query.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.netty.http.server.HttpServerRequest;

/**
 * The observations of requests that are answered below WebFlux: the same timers and the same lines of the access log as
 * WebFlux's observations give.
 */
public class FastPathObservations {

    private static final String NONE = "none";
    private static final String UNKNOWN = "UNKNOWN";
    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.values());

    /**
     * The labels of a timer that differ between requests.
     *
     * @param status null when the client left before the answer
     * @param failure the simple class name of the exception that the answer stands for, or "none"
     */
    private record Labels(
            String method, String pattern, @Nullable HttpStatus status, String failure) {}

    private final MeterRegistry meters;
    private final TraceIds traces;
    private final @Nullable AccessLog log;
    private final Map<Labels, Timer> timers = new ConcurrentHashMap<>();

    /** @param log null if the access log is off */
    FastPathObservations(MeterRegistry meters, TraceIds traces, @Nullable AccessLog log) {
        this.meters = meters;
        this.traces = traces;
        this.log = log;
    }

    private void record(Labels labels, long nanos) {
        timers.computeIfAbsent(labels, this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Labels labels) {
        HttpStatus status = labels.status;
        return meters.timer(
                "http.server.requests",
                "error",
                labels.failure,
                "exception",
                labels.failure,
                "method",
                labels.method,
                "outcome",
                status == null ? UNKNOWN : status.series().name().replace("SUCCESSFUL", "SUCCESS"),
                "status",
                status == null ? UNKNOWN : Integer.toString(status.value()),
                "uri",
                labels.pattern);
    }

    private void write(
            String method,
            String path,
            @Nullable HttpStatus status,
            long bytes,
            long nanos,
            Function<String, @Nullable String> headers) {
        if (log != null) {
            int code = status == null ? 0 : status.value();
            log.write(new AccessLine(method, path, code, bytes, nanos, traces.id(headers)));
        }
    }

    /**
     * Observes a refusal with 503 of a request whose route is not known yet, when it has been sent or the client has
     * left.
     */
    public Mono<Void> refused(ServerHttpRequest request, long bytes, Mono<Void> answer) {
        long begin = System.nanoTime();
        return answer.doFinally(signal -> {
            HttpStatus status = signal == SignalType.ON_COMPLETE ? HttpStatus.SERVICE_UNAVAILABLE : null;
            HttpMethod method = request.getMethod();
            long nanos = System.nanoTime() - begin;
            record(new Labels(METHODS.contains(method) ? method.name() : UNKNOWN, UNKNOWN, status, NONE), nanos);
            String path = request.getPath().value();
            write(method.name(), path, status, bytes, nanos, request.getHeaders()::getFirst);
        });
    }

    /**
     * The observation of a GET request to the route with this pattern. It begins now.
     *
     * @param path the path of the request, as it was sent
     */
    Request begin(HttpServerRequest request, String pattern, String path) {
        return new Request(request, pattern, path);
    }

    /** The observation of one request. */
    final class Request {

        private final HttpServerRequest request;
        private final String pattern;
        private final String path;
        private final long begin = System.nanoTime();
        private @Nullable HttpAnswer answer;
        private String failure = NONE;

        private Request(HttpServerRequest request, String pattern, String path) {
            this.request = request;
            this.pattern = pattern;
            this.path = path;
        }

        /** The request has failed; its answer will be a problem. */
        void failed(Throwable cause) {
            failure = cause.getClass().getSimpleName();
        }

        /** The request has got this answer, which is about to be sent. */
        void answered(HttpAnswer given) {
            answer = given;
        }

        /** The answer has been sent, or the client has left. */
        void ended(SignalType signal) {
            long nanos = System.nanoTime() - begin;
            HttpAnswer sent = signal == SignalType.ON_COMPLETE ? answer : null;
            HttpStatus status = sent == null ? null : sent.status();
            record(new Labels("GET", pattern, status, sent == null ? NONE : failure), nanos);
            long bytes = answer != null && answer.hasBody() ? answer.length() : -1;
            write("GET", path, status, bytes, nanos, request.requestHeaders()::get);
        }

        String traceId() {
            return traces.id(request.requestHeaders()::get);
        }
    }
}
