package io.productcatalog.query.freshness;

import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.APPLICATION_NAME;
import static io.r2dbc.postgresql.PostgresqlConnectionFactoryProvider.LOOP_RESOURCES;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.r2dbc.spi.ConnectionFactory;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.boot.r2dbc.ConnectionFactoryBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;

@Configuration(proxyBeanMethods = false)
class FreshnessConfiguration {

    private static final int REQUEST_TIMEOUT_MILLISECONDS = 2000;

    @Bean
    Admin freshnessAdmin(KafkaProperties properties) {
        Map<String, Object> settings = properties.buildAdminProperties();
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "query-service.freshness");
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLISECONDS);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MILLISECONDS);
        return Admin.create(settings);
    }

    /** Its bean name is the health indicator's: {@code readModel}. */
    @Bean("readModelHealthIndicator")
    FreshnessMonitor freshnessMonitor(
            Admin freshnessAdmin,
            @Value("${CATALOG_TOPIC}") String topic,
            DatabaseClient database,
            MeterRegistry meters) {
        FreshnessMonitor monitor =
                new FreshnessMonitor(new TopicEnds(freshnessAdmin, topic), new Progress(database), Clock.systemUTC());
        Gauge.builder("catalog.projection.lag.seconds", monitor, FreshnessMonitor::lagSeconds)
                .description("Age of the oldest record known to be in the topic and not in the read model")
                .register(meters);
        Gauge.builder("catalog.projection.lag.records", monitor, FreshnessMonitor::lagRecords)
                .description("Records in the topic that are not in the read model")
                .register(meters);
        return monitor;
    }

    @Bean
    VersionWaits versionWaits() {
        return new VersionWaits();
    }

    @Bean
    AnnouncementChannel announcementChannel(
            ConnectionFactory pool,
            @Value("read_model_${CATALOG_READ_MODEL_GENERATION}") String name,
            List<Announcements> announcements,
            MeterRegistry meters) {
        AnnouncementChannel channel = new AnnouncementChannel(
                loop -> ConnectionFactoryBuilder.derivedFrom(pool)
                        .configure(options -> options.option(APPLICATION_NAME, "query-service announcements")
                                .option(LOOP_RESOURCES, loop))
                        .build(),
                name,
                announcements);
        Gauge.builder("catalog.announcements.listening", channel, each -> each.isListening() ? 1 : 0)
                .description("1 while this replica hears what the projections store")
                .register(meters);
        return channel;
    }
}
