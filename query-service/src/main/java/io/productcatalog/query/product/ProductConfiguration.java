package io.productcatalog.query.product;

import static org.springframework.web.reactive.function.server.RequestPredicates.path;
import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import io.productcatalog.query.documents.Documents;
import io.productcatalog.query.http.ClientConnections;
import io.productcatalog.query.http.FastPathWriter;
import io.productcatalog.query.http.RequestChecks;
import io.productcatalog.query.overload.ConcurrencyLimiter;
import io.productcatalog.query.overload.DelayedRejections;
import io.productcatalog.query.overload.LargeAnswerLimit;
import io.productcatalog.query.settings.HttpSettings;
import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

@Configuration(proxyBeanMethods = false)
class ProductConfiguration {

    @Bean
    VersionWaiters versionWaiters() {
        return new VersionWaiters();
    }

    @Bean
    ProductAnswers productAnswers(HttpSettings settings) {
        return new ProductAnswers(settings.cacheControl());
    }

    @Bean
    RouterFunction<ServerResponse> productRoute(
            Documents documents, VersionWaiters waiters, ProductAnswers answers, ClientConnections connections) {
        ProductHandler handler = new ProductHandler(documents, waiters, answers);
        return route(path(ProductHandler.ROUTE), RequestChecks.reading(handler::product))
                .filter(new LargeAnswerLimit(connections));
    }

    /** A customizer of the public server's factory: the management server would use a bean of the route's type, too. */
    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> productFastPath(
            Documents documents,
            ProductAnswers answers,
            ConcurrencyLimiter limiter,
            DelayedRejections rejections,
            FastPathWriter writer) {
        return server -> server.addRouteProviders(new ProductRoute(documents, answers, limiter, rejections, writer));
    }
}
