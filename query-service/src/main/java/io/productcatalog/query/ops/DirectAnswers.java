package io.productcatalog.query.ops;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.netty.http.server.HttpServerRequest;

/**
 * Observes requests that are answered without WebFlux and its observations: by the same timers, and in the same lines of the access
 * log.
 */
public class DirectAnswers {

    private static final String UNKNOWN = "UNKNOWN";

    private final MeterRegistry meters;
    private final @Nullable AccessLog log;

    /** @param log null when no line is wanted */
    DirectAnswers(MeterRegistry meters, @Nullable AccessLog log) {
        this.meters = meters;
        this.log = log;
    }

    /** Those to GET on a route, which is known by its pattern. */
    public Route to(String pattern) {
        return new Route(pattern);
    }

    private Timer timer(String pattern, String status, String outcome) {
        return meters.timer(
                "http.server.requests",
                "error",
                "none",
                "exception",
                "none",
                "method",
                "GET",
                "outcome",
                outcome,
                "status",
                status,
                "uri",
                pattern);
    }

    /** The answers to one route. */
    public final class Route {

        private final Map<Integer, Timer> answered;
        private final Timer aborted;

        private Route(String pattern) {
            answered = Map.of(
                    200, timer(pattern, "200", "SUCCESS"),
                    304, timer(pattern, "304", "REDIRECTION"));
            aborted = timer(pattern, UNKNOWN, UNKNOWN);
        }

        /**
         * The answer, which is observed when it has been sent or the client has gone.
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
                log.write(request, status, bytes, nanos);
            }
        }
    }
}
