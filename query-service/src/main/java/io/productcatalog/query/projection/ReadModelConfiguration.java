package io.productcatalog.query.projection;

import com.zaxxer.hikari.HikariDataSource;
import io.productcatalog.events.serde.ProductEventDeserializer;
import io.productcatalog.query.settings.SchemaRegistrySettings;
import javax.sql.DataSource;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The decoder of the records and the writer of the read model. */
@Configuration(proxyBeanMethods = false)
class ReadModelConfiguration {

    /** Spring Boot configures no JDBC data source beside an R2DBC connection factory. */
    @Bean
    @ConfigurationProperties("catalog.projection.datasource")
    HikariDataSource projectionDataSource() {
        return new HikariDataSource();
    }

    @Bean
    ProjectionActivity projectionActivity() {
        return new ProjectionActivity();
    }

    @Bean
    ReadModelWriter readModel(DataSource dataSource, ProjectionActivity activity) {
        return new ReadModelWriter(
                JdbcClient.create(dataSource),
                new TransactionTemplate(new JdbcTransactionManager(dataSource)),
                activity);
    }

    @Bean
    EventDecoder eventDecoder(SchemaRegistrySettings registry) {
        ProductEventDeserializer deserializer = new ProductEventDeserializer();
        deserializer.configure(registry.clientSettings(), false);
        return new EventDecoder(deserializer);
    }
}
