package io.productcatalog.query.http;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.netty.http.server.HttpServerRequest;

/**
 * The observations of requests that are answered below WebFlux: the same timers and the same lines of the access log as
 * WebFlux's observations give.
 */
public class FastPathObservations {

    private static final String UNKNOWN = "UNKNOWN";
    private static final Set<HttpMethod> METHODS = Set.of(HttpMethod.values());

    private final MeterRegistry meters;
    private final @Nullable AccessLog log;

    /** The timers of sent refusals, by method. */
    private final Map<String, Timer> refusals = new ConcurrentHashMap<>();

    /** @param log null if the access log is off */
    FastPathObservations(MeterRegistry meters, @Nullable AccessLog log) {
        this.meters = meters;
        this.log = log;
    }

    /** The observations of GET requests to the route with this pattern. */
    public Route to(String pattern) {
        return new Route(pattern);
    }

    private Timer timer(String method, String pattern, String status, String outcome) {
        return meters.timer(
                "http.server.requests",
                "error",
                "none",
                "exception",
                "none",
                "method",
                method,
                "outcome",
                outcome,
                "status",
                status,
                "uri",
                pattern);
    }

    /**
     * Observes a refusal with 503 of a request whose route is not known yet, when it has been sent or the client has
     * left.
     */
    public Mono<Void> refused(ServerHttpRequest request, long bytes, Mono<Void> answer) {
        long begin = System.nanoTime();
        return answer.doFinally(signal -> {
            boolean sent = signal == SignalType.ON_COMPLETE;
            HttpMethod method = request.getMethod();
            String known = METHODS.contains(method) ? method.name() : UNKNOWN;
            long nanos = System.nanoTime() - begin;
            Timer timer = sent
                    ? refusals.computeIfAbsent(known, each -> timer(each, UNKNOWN, "503", "SERVER_ERROR"))
                    : timer(known, UNKNOWN, UNKNOWN, UNKNOWN);
            timer.record(nanos, TimeUnit.NANOSECONDS);
            if (log != null) {
                String path = request.getPath().value();
                log.write(method.name(), path, request.getHeaders()::getFirst, sent ? 503 : 0, bytes, nanos);
            }
        });
    }

    /** The observations of one route. */
    public final class Route {

        private final Map<Integer, Timer> answered;
        private final Timer aborted;

        private Route(String pattern) {
            answered = Map.of(
                    200, timer("GET", pattern, "200", "SUCCESS"),
                    304, timer("GET", pattern, "304", "REDIRECTION"));
            aborted = timer("GET", pattern, UNKNOWN, UNKNOWN);
        }

        /**
         * Observes an answer when it has been sent or the client has left.
         *
         * @param status 200 or 304
         * @param bytes of the body; -1 without one
         */
        public Publisher<Void> observe(HttpServerRequest request, int status, long bytes, Mono<Void> answer) {
            long begin = System.nanoTime();
            return answer.doFinally(
                    signal -> ended(request, signal == SignalType.ON_COMPLETE ? status : 0, bytes, begin));
        }

        private void ended(HttpServerRequest request, int status, long bytes, long begin) {
            long nanos = System.nanoTime() - begin;
            answered.getOrDefault(status, aborted).record(nanos, TimeUnit.NANOSECONDS);
            if (log != null) {
                log.write("GET", request.fullPath(), request.requestHeaders()::get, status, bytes, nanos);
            }
        }
    }
}
