package io.productcatalog.query.projection;

import com.zaxxer.hikari.HikariDataSource;
import io.productcatalog.events.TrustedEvents;
import java.util.Map;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.springframework.beans.BeanUtils;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaConsumerFactoryCustomizer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.ClassUtils;

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
    ReadModel readModel(DataSource dataSource) {
        return new ReadModel(
                JdbcClient.create(dataSource), new TransactionTemplate(new JdbcTransactionManager(dataSource)));
    }

    /** The class is the one configured for the consumer; why it is not the consumer that uses it, see the decoder. */
    @Bean
    EventDecoder eventDecoder(KafkaProperties properties) {
        Map<String, Object> settings = properties.buildConsumerProperties();
        Object type = settings.get(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG);
        Class<?> deserializerClass = type instanceof Class<?> resolved
                ? resolved
                : ClassUtils.resolveClassName(String.valueOf(type), getClass().getClassLoader());
        TrustedEvents.trust();
        Deserializer<?> deserializer = (Deserializer<?>) BeanUtils.instantiateClass(deserializerClass);
        deserializer.configure(settings, false);
        return new EventDecoder(deserializer);
    }

    @Bean
    DefaultKafkaConsumerFactoryCustomizer bytesForTheDecoder() {
        return factory -> factory.updateConfigs(Map.of(
                ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class,
                ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class));
    }
}
