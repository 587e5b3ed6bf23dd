package io.productcatalog.query.lag;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.query.invalidation.InvalidationChannel;
import io.productcatalog.query.invalidation.InvalidationHeartbeat;
import io.productcatalog.query.invalidation.InvalidationListener;
import io.productcatalog.query.product.VersionWaiters;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;

@Configuration(proxyBeanMethods = false)
class LagConfiguration {

    private static final int REQUEST_TIMEOUT_MILLISECONDS = 2000;
    private static final int ANNOUNCEMENTS_TIMEOUT_SECONDS = 2;

    @Bean
    TopicEndOffsets topicEnds(KafkaProperties properties, @Value("${CATALOG_TOPIC}") String topic) {
        Map<String, Object> settings = properties.buildAdminProperties();
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "query-service.freshness");
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLISECONDS);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLISECONDS);
        return new TopicEndOffsets(Admin.create(settings), topic);
    }

    /** Its bean name is the health indicator's: {@code readModel}. */
    @Bean("readModelHealthIndicator")
    LagMonitor freshnessMonitor(
            TopicEndOffsets topicEnds,
            DatabaseClient database,
            List<EndOffsetsListener> listeners,
            MeterRegistry meters) {
        LagMonitor monitor = new LagMonitor(topicEnds, new ProjectedOffsets(database), Clock.systemUTC(), listeners);
        Gauge.builder("catalog.projection.lag.seconds", monitor, LagMonitor::lagSeconds)
                .description("Age of the oldest record known to be in the topic and not in the read model")
                .register(meters);
        Gauge.builder("catalog.projection.lag.records", monitor, LagMonitor::lagRecords)
                .description("Records in the topic that are not in the read model")
                .register(meters);
        return monitor;
    }

    @Bean
    VersionWaiters versionWaits() {
        return new VersionWaiters();
    }

    @Bean
    InvalidationHeartbeat hearing() {
        return new InvalidationHeartbeat();
    }

    @Bean
    InvalidationChannel announcementChannel(
            @Value("${catalog.read-db.jdbc-url}") String url,
            @Value("${catalog.read-db.user}") String user,
            @Value("${catalog.read-db.password}") String password,
            @Value("read_model_${CATALOG_READ_MODEL_GENERATION}") String name,
            List<InvalidationListener> announcements,
            InvalidationHeartbeat hearing,
            MeterRegistry meters) {
        PGSimpleDataSource connections = new PGSimpleDataSource();
        connections.setURL(url);
        connections.setUser(user);
        connections.setPassword(password);
        connections.setApplicationName("query-service announcements");
        connections.setConnectTimeout(ANNOUNCEMENTS_TIMEOUT_SECONDS);
        connections.setSocketTimeout(ANNOUNCEMENTS_TIMEOUT_SECONDS);
        InvalidationChannel channel = new InvalidationChannel(connections, name, announcements, hearing);
        Gauge.builder("catalog.announcements.listening", channel, each -> each.isListening() ? 1 : 0)
                .description("1 while this replica hears what the projections store")
                .register(meters);
        return channel;
    }
}
