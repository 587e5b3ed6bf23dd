package io.productcatalog.command.outbox;

import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.command.settings.SchemaRegistrySettings;
import io.productcatalog.command.settings.TopicSettings;
import io.productcatalog.events.AvroTrust;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class OutboxConfiguration {

    private static final Duration SHUTDOWN_GRACE_PERIOD = Duration.ofSeconds(8);

    @Bean
    Relay relay(
            JdbcConnectionDetails database,
            KafkaProperties kafka,
            SchemaRegistrySettings registry,
            SchemaRegistration schemaRegistration,
            TopicSettings topic,
            MeterRegistry meters) {
        AvroTrust.trust();
        Map<String, Object> settings = kafka.buildProducerProperties();
        settings.putAll(registry.clientSettings());
        List<Runnable> preparations = new ArrayList<>(
                topic.registerSchema() ? schemaRegistration.steps() : List.of(schemaRegistration::requireRegistered));
        if (topic.createTopic()) {
            preparations.addFirst(new TopicCreation(kafka.buildAdminProperties(), topic.topic()));
        }
        return new Relay(
                unpooled(database),
                () -> new EventPublisher(() -> new KafkaProducer<>(settings), preparations, topic.topic(), meters),
                SHUTDOWN_GRACE_PERIOD,
                meters);
    }

    @Bean
    RelayWatchdog relayWatchdog(
            Relay relay,
            @Value("${catalog.relay.stalled-after}") Duration stalledAfter,
            KafkaProperties kafka,
            TopicSettings topic,
            MeterRegistry meters) {
        return new RelayWatchdog(
                relay, stalledAfter, new BrokerProbe(kafka.buildAdminProperties(), topic.topic()), meters);
    }

    private static PGSimpleDataSource unpooled(JdbcConnectionDetails database) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setURL(database.getJdbcUrl());
        dataSource.setUser(database.getUsername());
        dataSource.setPassword(database.getPassword());
        dataSource.setApplicationName("command-service relay");
        dataSource.setConnectTimeout(5);
        dataSource.setSocketTimeout(10);
        dataSource.setTcpKeepAlive(true);
        // The server detects a crashed host and releases its lock after about ten seconds, not after hours.
        // The only write is the cursor. If a crash of the server loses it, its events are published twice.
        dataSource.setOptions("-c tcp_keepalives_idle=3 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3"
                + " -c tcp_user_timeout=9000 -c statement_timeout=8s -c synchronous_commit=off");
        return dataSource;
    }
}
