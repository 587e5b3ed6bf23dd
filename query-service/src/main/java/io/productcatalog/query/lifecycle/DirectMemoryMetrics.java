package io.productcatalog.query.lifecycle;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.netty.util.internal.PlatformDependent;

/**
 * The direct memory of Netty: answers that clients have not read, results of the database that arrive, and free memory
 * that Netty keeps. Netty allocates it outside of the JVM's buffer pools, so the JVM's metrics do not have it.
 */
class DirectMemoryMetrics implements MeterBinder {

    @Override
    public void bindTo(MeterRegistry meters) {
        Gauge.builder("catalog.direct.memory.used", PlatformDependent::usedDirectMemory)
                .description("Direct memory that Netty has allocated")
                .baseUnit("bytes")
                .register(meters);
        Gauge.builder("catalog.direct.memory.max", PlatformDependent::maxDirectMemory)
                .description("The limit of the direct memory; beyond it, connections fail")
                .baseUnit("bytes")
                .register(meters);
    }
}
