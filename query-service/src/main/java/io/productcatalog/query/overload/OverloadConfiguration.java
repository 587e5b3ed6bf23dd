package io.productcatalog.query.overload;

import com.netflix.concurrency.limits.limit.AIMDLimit;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.query.http.CommonHeaders;
import io.productcatalog.query.http.FastPathObservations;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.webflux.autoconfigure.WebHttpHandlerBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class OverloadConfiguration {

    /** As long as answers take longer, fewer are let in. */
    private static final int SLOW_MILLIS = 100;

    /** More than it takes to keep the database busy, so that one slow moment costs no throughput. */
    private static final int MIN_IN_FLIGHT = 100;

    /** Bounds the memory that requests take. With fewer, products are refused at a cost that would have answered them. */
    private static final int MAX_IN_FLIGHT = 1000;

    /** Half of what a refusal asks to wait: a client who waits for its answer no longer than that still gets it. */
    private static final Duration REFUSED_AFTER = Duration.ofMillis(500);

    /** Some 2 kB each. */
    private static final int MAX_HELD_BACK = 10_000;

    @Bean
    ConcurrencyLimiter requestsInFlight(MeterRegistry meters) {
        ConcurrencyLimiter requests = new ConcurrencyLimiter(AIMDLimit.newBuilder()
                .initialLimit(MAX_IN_FLIGHT)
                .minLimit(MIN_IN_FLIGHT)
                .maxLimit(MAX_IN_FLIGHT)
                .timeout(SLOW_MILLIS, TimeUnit.MILLISECONDS)
                .build());
        Gauge.builder("catalog.requests.limit", requests, ConcurrencyLimiter::limit)
                .description("how many requests may be in flight now")
                .register(meters);
        Gauge.builder("catalog.requests.in.flight", requests, ConcurrencyLimiter::count)
                .description(
                        "requests that are being answered; those for what is in memory and those that wait do not count")
                .register(meters);
        return requests;
    }

    /** Of the public port alone: the management server has a handler of its own. */
    @Bean
    WebHttpHandlerBuilderCustomizer overloadIsRefused(
            ConcurrencyLimiter requests, CommonHeaders headers, FastPathObservations answers, MeterRegistry meters) {
        Counter refused = Counter.builder("catalog.requests.refused")
                .description("requests that were refused because too many were in flight")
                .register(meters);
        DelayedRejections held = new DelayedRejections(REFUSED_AFTER, MAX_HELD_BACK);
        return server -> server.httpHandlerDecorator(
                handler -> new LoadShedder(handler, requests, headers, answers, refused, held));
    }
}
