package io.productcatalog.query.http;

import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;

/**
 * The routing of the management port. Its context would inherit the routes of the public resources; this hides them.
 * Not a {@code @Configuration}: the component scan must not find it, because only the management context imports it.
 */
class ManagementPort {

    /** After the endpoints (-100), before the inherited routes (-1). */
    private static final int ORDER = -2;

    @Bean
    HandlerMapping nothingButEndpoints() {
        WebHandler nothing = _ ->
                Mono.error(Problem.notFound("There is nothing at this path.").exception());
        return new SimpleUrlHandlerMapping(Map.of("/**", nothing), ORDER);
    }
}
