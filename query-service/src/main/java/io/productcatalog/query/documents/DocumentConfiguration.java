package io.productcatalog.query.documents;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.query.http.CommonHeaders;
import io.productcatalog.query.http.FastPathObservations;
import io.productcatalog.query.http.RequestChecks;
import io.productcatalog.query.invalidation.InvalidationHeartbeat;
import io.productcatalog.query.product.CachedProductRoute;
import io.productcatalog.query.product.ProductHandler;
import io.productcatalog.query.product.VersionWaiters;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.r2dbc.autoconfigure.ConnectionFactoryOptionsBuilderCustomizer;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

@Configuration(proxyBeanMethods = false)
class DocumentConfiguration {

    /** So that one that hangs does not hold up all; more would only make the batches smaller. */
    private static final int QUERIES_AT_ONCE = 2;

    /** Of the memory for products, which slices may take beside it: they live for half a second. */
    private static final int SLICES_PART = 4;

    private static final Duration WARM_UP = Duration.ofSeconds(2);

    /** A query that is sent, and answered, on the loop of the request wakes no other thread. */
    @Bean
    ConnectionFactoryOptionsBuilderCustomizer connectionsOnTheServersEventLoops(
            ObjectProvider<ReactorResourceFactory> server) {
        return options -> options.option(
                PostgresqlConnectionFactoryProvider.LOOP_RESOURCES,
                server.getObject().getLoopResources());
    }

    @Bean
    DocumentTable documentTable(DatabaseClient database) {
        return new DocumentTable(database);
    }

    @Bean
    ListingCache sliceCache(
            DocumentTable table,
            ObjectProvider<NearCache> near,
            InvalidationHeartbeat hearing,
            @Value("${CATALOG_CACHE_BYTES}") long maxBytes,
            MeterRegistry meters) {
        return new ListingCache(
                maxBytes / SLICES_PART,
                key -> table.newest(key.category(), key.after(), key.limit()).doOnNext(slice -> slice.items()
                        .forEach(item -> near.getObject().stored(item.id(), item.version()))),
                hearing::isCurrent,
                Ticker.systemTicker(),
                meters);
    }

    @Bean
    NearCache nearCache(
            DocumentTable table,
            ListingCache slices,
            InvalidationHeartbeat hearing,
            @Value("${CATALOG_CACHE_BYTES}") long maxBytes,
            MeterRegistry meters) {
        CoalescingLoader batches =
                new CoalescingLoader(table::byIds, QUERIES_AT_ONCE, DocumentTable.LIMIT, Ticker.systemTicker());
        return new NearCache(
                maxBytes,
                id -> batches.load(id)
                        .doOnNext(document -> slices.stored(document.id(), document.version()))
                        .switchIfEmpty(Mono.fromRunnable(() -> slices.gone(id))),
                hearing::isCurrent,
                meters);
    }

    @Bean
    Documents documents(DocumentTable table, NearCache near, ListingCache slices) {
        return new Documents(table, near, slices);
    }

    @Bean
    WarmUp warmUp(Documents documents) {
        return new WarmUp(documents, WARM_UP);
    }

    @Bean
    RouterFunction<ServerResponse> productRoute(
            Documents documents, VersionWaiters waits, @Value("${CATALOG_CACHE_CONTROL}") String cacheControl) {
        ProductHandler handler = new ProductHandler(documents, waits, cacheControl);
        return route(path(ProductHandler.ROUTE), RequestChecks.reading(handler::product));
    }

    /** By the factory and not as a bean of its own, which the management server would take too. */
    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> shortWayOfProducts(
            Documents documents,
            CommonHeaders headers,
            FastPathObservations answers,
            @Value("${CATALOG_CACHE_CONTROL}") String cacheControl) {
        return server -> server.addRouteProviders(new CachedProductRoute(documents, headers, answers, cacheControl));
    }
}
