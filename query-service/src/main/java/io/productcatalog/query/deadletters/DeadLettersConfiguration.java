package io.productcatalog.query.deadletters;

import io.productcatalog.query.projection.DeadLetterHeaders;
import io.productcatalog.query.projection.ReplayConfiguration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.kafka.autoconfigure.KafkaAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.kafka.core.ConsumerFactory;

/** All that the command starts. No {@code @Configuration} because the service's component scan must not find it. */
@Import(ReplayConfiguration.class)
@ImportAutoConfiguration({SslAutoConfiguration.class, KafkaAutoConfiguration.class})
class DeadLettersConfiguration {

    @Bean
    DeadLetterTopic letterTopic(ConsumerFactory<byte[], byte[]> consumers, @Value("${CATALOG_TOPIC}") String topic) {
        return new DeadLetterTopic(consumers, DeadLetterHeaders.topicOf(topic));
    }
}
