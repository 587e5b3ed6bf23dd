package io.productcatalog.query.browse;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.productcatalog.query.document.Documents;
import io.productcatalog.query.ops.RequestChecks;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
class BrowseConfiguration {

    @Bean
    RouterFunction<ServerResponse> listingRoute(
            Documents documents,
            @Value("${CATALOG_MAX_PAGE_SIZE}") int maxPageSize,
            @Value("${CATALOG_CACHE_CONTROL}") String cacheControl) {
        ListingHandler handler = new ListingHandler(documents, new ListingParser(maxPageSize), cacheControl);
        return route(path("/products"), RequestChecks.reading(handler::list));
    }
}
