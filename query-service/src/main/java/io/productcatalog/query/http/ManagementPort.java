package io.productcatalog.query.http;

import java.util.Map;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.server.WebHandler;
import reactor.core.publisher.Mono;

/**
 * Keeps the public resources off the management port, whose context would inherit their routes. No {@code @Configuration}
 * because the component scan must not find it: it is imported into the management context only.
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
