package io.productcatalog.query.listing;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.productcatalog.query.documents.Documents;
import io.productcatalog.query.http.ClientConnections;
import io.productcatalog.query.http.FastPathWriter;
import io.productcatalog.query.http.RequestChecks;
import io.productcatalog.query.overload.LargeAnswerLimit;
import io.productcatalog.query.settings.HttpSettings;
import io.productcatalog.query.settings.ListingSettings;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
class ListingConfiguration {

    @Bean
    ParsedListings parsedListings() {
        return new ParsedListings();
    }

    @Bean
    ListingAnswers listingAnswers(HttpSettings settings) {
        return new ListingAnswers(settings.cacheControl());
    }

    @Bean
    RouterFunction<ServerResponse> listingRoute(
            Documents documents,
            ParsedListings parsedListings,
            ListingAnswers answers,
            ListingSettings settings,
            ClientConnections connections) {
        ListingHandler handler =
                new ListingHandler(documents, new ListingParser(settings.maxPageSize()), parsedListings, answers);
        return route(path(ListingHandler.ROUTE), RequestChecks.reading(handler::list))
                .filter(new LargeAnswerLimit(connections));
    }

    /** A customizer of the public server's factory: the management server would use a bean of the route's type, too. */
    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> cachedPageRoute(
            Documents documents, ParsedListings parsedListings, ListingAnswers answers, FastPathWriter writer) {
        return server -> server.addRouteProviders(new CachedPageRoute(documents, parsedListings, answers, writer));
    }
}
