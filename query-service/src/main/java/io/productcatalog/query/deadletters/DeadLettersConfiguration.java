package io.productcatalog.query.deadletters;

import io.productcatalog.query.projection.DeadLetterHeaders;
import io.productcatalog.query.projection.ReplayConfiguration;
import io.productcatalog.query.settings.SchemaRegistrySettings;
import io.productcatalog.query.settings.TopicSettings;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.ConsumerFactory;

/** The beans of the command. Not a {@code @Configuration}: the component scan of the service must not find it. */
@Import(ReplayConfiguration.class)
@EnableConfigurationProperties({SchemaRegistrySettings.class, TopicSettings.class})
@ImportAutoConfiguration({SslAutoConfiguration.class, KafkaAutoConfiguration.class})
class DeadLettersConfiguration {

    @Bean
    DeadLetterTopic deadLetterTopic(ConsumerFactory<byte[], byte[]> consumers, TopicSettings topic) {
        return new DeadLetterTopic(consumers, DeadLetterHeaders.topicOf(topic.topic()));
    }
}
