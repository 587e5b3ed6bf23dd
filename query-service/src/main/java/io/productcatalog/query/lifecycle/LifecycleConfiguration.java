package io.productcatalog.query.lifecycle;

import io.productcatalog.query.settings.ShutdownSettings;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class LifecycleConfiguration {

    @Bean
    RequestDrain requestDrain(ShutdownSettings settings) {
        return new RequestDrain(settings.drainDelay());
    }

    @Bean
    DirectMemoryMetrics directMemoryMetrics() {
        return new DirectMemoryMetrics();
    }

    @Bean
    BuildInfoMetrics buildInfoMetrics(@Value("${spring.application.version}") String version) {
        return new BuildInfoMetrics(version);
    }
}
