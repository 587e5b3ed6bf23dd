package io.productcatalog.command.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("catalog.access-log")
class AccessLogConfiguration {

    @Bean
    AccessLogWriter accessLogWriter(
            @Value("${spring.application.name}") String name,
            @Value("${spring.application.version}") String version,
            MeterRegistry meters) {
        Counter dropped = Counter.builder("catalog.access.log.dropped")
                .description("Lines of the access log that were dropped because standard output was too slow")
                .baseUnit("lines")
                .register(meters);
        return new AccessLogWriter(
                new AccessLineEncoder(name, version, ProcessHandle.current().pid()), System.out, dropped);
    }

    @Bean
    AccessLog accessLog(AccessLogWriter writer) {
        return new AccessLog(writer);
    }
}
