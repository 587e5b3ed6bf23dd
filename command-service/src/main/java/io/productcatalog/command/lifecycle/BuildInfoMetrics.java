package io.productcatalog.command.lifecycle;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** The metric {@code catalog_build_info}: the constant 1 with the version of the service as a label. */
@Component
class BuildInfoMetrics implements MeterBinder {

    private final String version;

    BuildInfoMetrics(@Value("${spring.application.version}") String version) {
        this.version = version;
    }

    @Override
    public void bindTo(MeterRegistry meters) {
        Gauge.builder("catalog.build.info", () -> 1)
                .description("The version of the service, as a label")
                .tag("version", version)
                .register(meters);
    }
}
