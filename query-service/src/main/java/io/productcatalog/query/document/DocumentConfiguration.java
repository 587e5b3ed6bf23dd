package io.productcatalog.query.document;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.query.freshness.VersionWaits;
import io.productcatalog.query.ops.AnswerHeaders;
import io.productcatalog.query.ops.DirectAnswers;
import io.productcatalog.query.ops.RequestChecks;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
class DocumentConfiguration {

    @Bean
    DocumentTable documentTable(DatabaseClient database) {
        return new DocumentTable(database);
    }

    @Bean
    NearCache nearCache(DocumentTable table, @Value("${CATALOG_CACHE_BYTES}") long maxBytes, MeterRegistry meters) {
        return new NearCache(maxBytes, table::byId, meters);
    }

    @Bean
    Documents documents(DocumentTable table, NearCache near) {
        return new Documents(table, near);
    }

    @Bean
    RouterFunction<ServerResponse> productRoute(
            Documents documents, VersionWaits waits, @Value("${CATALOG_CACHE_CONTROL}") String cacheControl) {
        ProductHandler handler = new ProductHandler(documents, waits, cacheControl);
        return route(path(ProductHandler.ROUTE), RequestChecks.reading(handler::product));
    }

    /** By the factory and not as a bean of its own, which the management server would take too. */
    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> shortWayOfProducts(
            Documents documents,
            AnswerHeaders headers,
            DirectAnswers answers,
            @Value("${CATALOG_CACHE_CONTROL}") String cacheControl) {
        return server -> server.addRouteProviders(new PresentProductRoute(documents, headers, answers, cacheControl));
    }
}
