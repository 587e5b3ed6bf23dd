package io.productcatalog.query.document;

import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import org.springframework.boot.r2dbc.autoconfigure.ConnectionFactoryOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/** Where the connections of the reads have their events handled. */
@Configuration(proxyBeanMethods = false)
class ConnectionsConfiguration {

    /** A query that is sent, and answered, on the loop of the request wakes no other thread. */
    @Bean
    ConnectionFactoryOptionsBuilderCustomizer onTheServersEventLoops(ReactorResourceFactory server) {
        return options ->
                options.option(PostgresqlConnectionFactoryProvider.LOOP_RESOURCES, server.getLoopResources());
    }
}
