package io.productcatalog.query.overload;

import com.netflix.concurrency.limits.limit.AIMDLimit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.query.http.CommonHeaders;
import io.productcatalog.query.http.EventLoopHandler;
import io.productcatalog.query.http.FastPathObservations;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class OverloadConfiguration {

    /** The limit falls while answers take longer than this. */
    private static final int LATENCY_TARGET_MS = 100;

    /** Enough to keep the database busy, so that a short pause costs no throughput. */
    private static final int MIN_IN_FLIGHT = 100;

    /** Bounds the memory of requests. A lower limit would refuse requests at the cost of answering them. */
    private static final int MAX_IN_FLIGHT = 1000;

    /** Half of the {@code Retry-After} of a refusal. */
    private static final Duration REJECTION_DELAY = Duration.ofMillis(500);

    /** Each takes about 2 kB. */
    private static final int MAX_DELAYED_REJECTIONS = 10_000;

    @Bean
    ConcurrencyLimiter concurrencyLimiter(MeterRegistry meters) {
        ConcurrencyLimiter limiter = new ConcurrencyLimiter(AIMDLimit.newBuilder()
                .initialLimit(MAX_IN_FLIGHT)
                .minLimit(MIN_IN_FLIGHT)
                .maxLimit(MAX_IN_FLIGHT)
                .timeout(LATENCY_TARGET_MS, TimeUnit.MILLISECONDS)
                .build());
        Gauge.builder("catalog.requests.limit", limiter, ConcurrencyLimiter::limit)
                .description("The number of requests that may be in flight")
                .register(meters);
        Gauge.builder("catalog.requests.in.flight", limiter, ConcurrencyLimiter::inFlight)
                .description(
                        "Requests in flight, without those that are answered from a cache and those that wait for a version")
                .register(meters);
        return limiter;
    }

    @Bean
    DelayedRejections delayedRejections(MeterRegistry meters) {
        Counter refused = Counter.builder("catalog.requests.refused")
                .description("Requests refused because the limit was reached")
                .register(meters);
        return new DelayedRejections(REJECTION_DELAY, MAX_DELAYED_REJECTIONS, refused);
    }

    /** Decorates the handler of the public port only: the management server has its own. */
    @Bean
    WebHttpHandlerBuilderCustomizer loadShedder(
            ConcurrencyLimiter limiter,
            CommonHeaders headers,
            FastPathObservations observations,
            DelayedRejections rejections) {
        return server -> server.httpHandlerDecorator(
                handler -> new EventLoopHandler(new LoadShedder(handler, limiter, headers, observations, rejections)));
    }
}
