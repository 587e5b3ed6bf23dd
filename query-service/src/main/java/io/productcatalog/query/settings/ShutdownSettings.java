package io.productcatalog.query.settings;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of a shutdown.
 *
 * @param shutdownTimeout the limit for each phase
 * @param drainDelay how long new requests are still accepted after the shutdown has begun
 */
@ConfigurationProperties("catalog")
public record ShutdownSettings(Duration shutdownTimeout, Duration drainDelay) {

    public ShutdownSettings {
        new Requirements()
                .require(
                        drainDelay.compareTo(shutdownTimeout) < 0,
                        "CATALOG_DRAIN_DELAY must be shorter than CATALOG_SHUTDOWN_TIMEOUT.")
                .verify();
    }
}
