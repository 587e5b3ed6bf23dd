package io.productcatalog.command.outbox;

import io.micrometer.core.instrument.MeterRegistry;
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

    private static final Duration GRACE = Duration.ofSeconds(8);

    @Bean
    Relay relay(
            JdbcConnectionDetails database,
            KafkaProperties kafka,
            SchemaRegistration contract,
            @Value("${CATALOG_TOPIC}") String topic,
            @Value("${CATALOG_CREATE_TOPIC}") boolean createTopic,
            MeterRegistry meters) {
        AvroTrust.trust();
        Map<String, Object> settings = kafka.buildProducerProperties();
        List<Runnable> beforeFirst = new ArrayList<>(contract.registration());
        if (createTopic) {
            beforeFirst.addFirst(new TopicCreation(kafka.buildAdminProperties(), topic));
        }
        return new Relay(
                unpooled(database),
                () -> new EventPublisher(() -> new KafkaProducer<>(settings), beforeFirst, topic, meters),
                GRACE,
                meters);
    }

    @Bean
    RelayWatchdog relayWatchdog(
            Relay relay,
            @Value("${catalog.relay.stalled-after}") Duration stalledAfter,
            KafkaProperties kafka,
            @Value("${CATALOG_TOPIC}") String topic,
            MeterRegistry meters) {
        return new RelayWatchdog(relay, stalledAfter, new BrokerProbe(kafka.buildAdminProperties(), topic), meters);
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
        // The server frees the lock of a host that is gone after some ten seconds, not after hours.
        // It writes the cursor alone: where that is lost in a crash of the server, its events are published twice.
        dataSource.setOptions("-c tcp_keepalives_idle=3 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3"
                + " -c tcp_user_timeout=9000 -c statement_timeout=8s -c synchronous_commit=off");
        return dataSource;
    }
}
