package io.productcatalog.query.listing;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.productcatalog.query.documents.Documents;
import io.productcatalog.query.http.CommonHeaders;
import io.productcatalog.query.http.FastPathObservations;
import io.productcatalog.query.http.RequestChecks;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
class ListingConfiguration {

    @Bean
    ParsedListings knownPages() {
        return new ParsedListings();
    }

    @Bean
    RouterFunction<ServerResponse> listingRoute(
            Documents documents,
            ParsedListings known,
            @Value("${CATALOG_MAX_PAGE_SIZE}") int maxPageSize,
            @Value("${CATALOG_CACHE_CONTROL}") String cacheControl) {
        ListingHandler handler = new ListingHandler(documents, new ListingParser(maxPageSize), known, cacheControl);
        return route(path(ListingHandler.ROUTE), RequestChecks.reading(handler::list));
    }

    /** By the factory and not as a bean of its own, which the management server would take too. */
    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> shortWayOfPages(
            Documents documents,
            ParsedListings known,
            CommonHeaders headers,
            FastPathObservations answers,
            @Value("${CATALOG_CACHE_CONTROL}") String cacheControl) {
        return server ->
                server.addRouteProviders(new CachedPageRoute(documents, known, headers, answers, cacheControl));
    }
}
