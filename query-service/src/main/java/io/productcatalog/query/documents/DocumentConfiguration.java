package io.productcatalog.query.documents;

import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.query.invalidation.InvalidationHeartbeat;
import io.productcatalog.query.settings.CacheSettings;
import io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider;
import java.time.Duration;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.r2dbc.autoconfigure.ConnectionFactoryOptionsBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.r2dbc.core.DatabaseClient;

@Configuration(proxyBeanMethods = false)
class DocumentConfiguration {

    private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(2);

    /** Runs a query on the event loop of its request, so that no other thread has to wake up. */
    @Bean
    ConnectionFactoryOptionsBuilderCustomizer connectionsOnServerEventLoops(
            ObjectProvider<ReactorResourceFactory> server) {
        return options -> options.option(
                PostgresqlConnectionFactoryProvider.LOOP_RESOURCES,
                server.getObject().getLoopResources());
    }

    @Bean
    Documents documents(
            DatabaseClient database, InvalidationHeartbeat heartbeat, CacheSettings cache, MeterRegistry meters) {
        return new Documents(
                new DocumentTable(database), cache.cacheBytes(), heartbeat::isCurrent, Ticker.systemTicker(), meters);
    }

    @Bean
    WarmUp warmUp(Documents documents) {
        return new WarmUp(documents, WARM_UP_LIMIT);
    }
}
