package io.productcatalog.query.projection;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.ContainerCustomizer;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

@Configuration(proxyBeanMethods = false)
class ProjectionConfiguration {

    @Bean
    ProjectionListener projectionListener(
            EventDecoder decoder, ReadModel readModel, KafkaTemplate<byte[], byte[]> kafka, MeterRegistry meters) {
        return new ProjectionListener(decoder, readModel, new DeadLetters(kafka), meters);
    }

    @Bean
    RetryForAsLongAsItLasts projectionErrorHandler(ReadModel readModel) {
        return new RetryForAsLongAsItLasts(readModel);
    }

    @Bean
    ContainerCustomizer<Object, Object, ConcurrentMessageListenerContainer<Object, Object>> projectionContainer(
            ReadModel readModel, @Value("${CATALOG_SHUTDOWN_TIMEOUT}") Duration timeout) {
        return container -> {
            container
                    .getContainerProperties()
                    .setConsumerRebalanceListener(new ResumeWhereTheReadModelStands(readModel, container::isRunning));
            container.getContainerProperties().setShutdownTimeout(timeout.toMillis());
            container.getContainerProperties().setSyncCommits(true);
        };
    }
}
