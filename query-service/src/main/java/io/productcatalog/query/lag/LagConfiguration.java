package io.productcatalog.query.lag;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.query.settings.TopicSettings;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.core.DatabaseClient;

@Configuration(proxyBeanMethods = false)
class LagConfiguration {

    private static final int REQUEST_TIMEOUT_MS = 2000;

    @Bean
    TopicEndOffsets topicEndOffsets(KafkaProperties properties, TopicSettings topic) {
        Map<String, Object> settings = properties.buildAdminProperties();
        settings.put(AdminClientConfig.CLIENT_ID_CONFIG, "query-service.lag");
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, REQUEST_TIMEOUT_MS);
        return new TopicEndOffsets(Admin.create(settings), topic.topic());
    }

    /** The monitor is also the health indicator {@code readModel}, by its bean name. */
    @Bean("readModelHealthIndicator")
    LagMonitor lagMonitor(
            TopicEndOffsets topicEndOffsets,
            DatabaseClient database,
            List<EndOffsetsListener> listeners,
            MeterRegistry meters) {
        LagMonitor monitor =
                new LagMonitor(topicEndOffsets, new ProjectedOffsets(database), Clock.systemUTC(), listeners);
        Gauge.builder("catalog.projection.lag.seconds", monitor, LagMonitor::lagSeconds)
                .description("The age of the oldest record that is known to be in the topic and not in the read model")
                .register(meters);
        Gauge.builder("catalog.projection.lag.records", monitor, LagMonitor::lagRecords)
                .description("The number of records in the topic that are not in the read model")
                .register(meters);
        Gauge.builder("catalog.read.model.refused", monitor, refusing -> refusing.isRefused() ? 1 : 0)
                .description("1 while a new read model is not ready because its first pass made too many dead letters")
                .register(meters);
        return monitor;
    }
}
