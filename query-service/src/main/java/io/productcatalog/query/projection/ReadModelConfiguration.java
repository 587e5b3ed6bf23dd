package io.productcatalog.query.projection;

import com.zaxxer.hikari.HikariDataSource;
import io.productcatalog.events.serde.ProductEventDeserializer;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** How records are read and where they are stored. */
@Configuration(proxyBeanMethods = false)
class ReadModelConfiguration {

    /** Spring Boot makes none of its own beside an R2DBC connection factory. */
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
    EventDecoder eventDecoder(@Value("${SCHEMA_REGISTRY_URL}") String registryUrl) {
        ProductEventDeserializer deserializer = new ProductEventDeserializer();
        deserializer.configure(Map.of("schema.registry.url", registryUrl), false);
        return new EventDecoder(deserializer);
    }
}
