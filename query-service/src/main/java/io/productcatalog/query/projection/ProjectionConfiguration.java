package io.productcatalog.query.projection;

import io.micrometer.core.instrument.MeterRegistry;
import io.productcatalog.query.settings.ProjectionSettings;
import io.productcatalog.query.settings.ShutdownSettings;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.kafka.autoconfigure.DefaultKafkaProducerFactoryCustomizer;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.kafka.config.ContainerCustomizer;
import org.springframework.kafka.config.KafkaListenerEndpointRegistry;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;

@Configuration(proxyBeanMethods = false)
class ProjectionConfiguration {

    private static final Logger log = LoggerFactory.getLogger(ProjectionConfiguration.class);
    private static final int PRODUCER_CLOSE_TIMEOUT_SECONDS = 2;

    @Bean
    ProjectionListener projectionListener(
            EventDecoder decoder,
            ReadModelWriter readModel,
            KafkaTemplate<byte[], byte[]> kafka,
            ProjectionSettings settings,
            ProjectionActivity activity,
            MeterRegistry meters) {
        return new ProjectionListener(
                decoder,
                readModel,
                new DeadLetterPublisher(kafka),
                new PoisonedBatchGuard(settings.holdPoisonedBatches(), meters),
                activity,
                meters);
    }

    @Bean
    RetryForeverErrorHandler projectionErrorHandler(ReadModelWriter readModel, ProjectionActivity activity) {
        return new RetryForeverErrorHandler(readModel, activity);
    }

    @Bean
    ContainerCustomizer<Object, Object, ConcurrentMessageListenerContainer<Object, Object>> projectionContainer(
            ReadModelWriter readModel, ProjectionActivity activity, ShutdownSettings shutdown) {
        return container -> {
            container
                    .getContainerProperties()
                    .setConsumerRebalanceListener(new ReadModelOffsetSeeker(readModel, activity, container::isRunning));
            container
                    .getContainerProperties()
                    .setShutdownTimeout(shutdown.shutdownTimeout().toMillis());
            // The read model holds the offsets; those in Kafka are for its tools. To wait for each commit took a fifth
            // of a replay. The close of the consumer waits for the last one.
            container.getContainerProperties().setSyncCommits(false);
            container.getContainerProperties().setCommitCallback((offsets, failure) -> {
                if (failure != null) {
                    log.debug("The next commit has to take the place of {}", offsets, failure);
                }
            });
        };
    }

    @Bean
    ProjectionWatchdog projectionWatchdog(
            KafkaListenerEndpointRegistry endpoints,
            ReadModelWriter readModel,
            ProjectionActivity activity,
            @Value("${catalog.projection.stalled-after}") Duration stalledAfter,
            ShutdownSettings shutdown,
            ApplicationEventPublisher events,
            MeterRegistry meters) {
        return new ProjectionWatchdog(
                endpoints,
                readModel,
                activity,
                stalledAfter,
                shutdown.shutdownTimeout(),
                Thread.ofVirtual().name("projection-restart")::start,
                events,
                meters);
    }

    /**
     * Limits the close of the producer. A dead letter that is not sent by then is lost, and its record is read again.
     */
    @Bean
    DefaultKafkaProducerFactoryCustomizer producerCloseTimeout() {
        return factory -> factory.setPhysicalCloseTimeout(PRODUCER_CLOSE_TIMEOUT_SECONDS);
    }
}
