package io.productcatalog.query.invalidation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.query.settings.ReadDatabaseSettings;
import io.productcatalog.query.settings.ReadModelSettings;
import java.util.List;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class InvalidationConfiguration {

    private static final int TIMEOUT_SECONDS = 2;

    @Bean
    InvalidationHeartbeat invalidationHeartbeat() {
        return new InvalidationHeartbeat();
    }

    @Bean
    InvalidationChannel invalidationChannel(
            @Value("${catalog.read-db.jdbc-url}") String url,
            ReadDatabaseSettings database,
            ReadModelSettings readModel,
            List<InvalidationListener> listeners,
            InvalidationHeartbeat heartbeat,
            MeterRegistry meters) {
        PGSimpleDataSource connections = new PGSimpleDataSource();
        connections.setURL(url);
        connections.setUser(database.user());
        connections.setPassword(database.password());
        connections.setApplicationName("query-service invalidations");
        connections.setConnectTimeout(TIMEOUT_SECONDS);
        connections.setSocketTimeout(TIMEOUT_SECONDS);
        InvalidationChannel channel = new InvalidationChannel(connections, readModel.schema(), listeners, heartbeat);
        Gauge.builder("catalog.cache.invalidations.connected", channel, each -> each.isConnected() ? 1 : 0)
                .description("1 while this replica receives cache invalidations")
                .register(meters);
        return channel;
    }
}
