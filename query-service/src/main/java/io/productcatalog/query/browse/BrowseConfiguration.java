package io.productcatalog.query.browse;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.productcatalog.query.document.Documents;
import io.productcatalog.query.ops.AnswerHeaders;
import io.productcatalog.query.ops.DirectAnswers;
import io.productcatalog.query.ops.RequestChecks;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
class BrowseConfiguration {

    @Bean
    KnownPages knownPages() {
        return new KnownPages();
    }

    @Bean
    RouterFunction<ServerResponse> listingRoute(
            Documents documents,
            KnownPages known,
            @Value("${CATALOG_MAX_PAGE_SIZE}") int maxPageSize,
            @Value("${CATALOG_CACHE_CONTROL}") String cacheControl) {
        ListingHandler handler = new ListingHandler(documents, new ListingParser(maxPageSize), known, cacheControl);
        return route(path(ListingHandler.ROUTE), RequestChecks.reading(handler::list));
    }

    /** By the factory and not as a bean of its own, which the management server would take too. */
    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> shortWayOfPages(
            Documents documents,
            KnownPages known,
            AnswerHeaders headers,
            DirectAnswers answers,
            @Value("${CATALOG_CACHE_CONTROL}") String cacheControl) {
        return server ->
                server.addRouteProviders(new PresentPageRoute(documents, known, headers, answers, cacheControl));
    }
}
