package io.productcatalog.command.settings;

import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of the connection to Kafka.
 *
 * @param bootstrapServers the brokers to connect to first, as {@code host:port}, separated by commas
 */
@ConfigurationProperties("kafka")
public record KafkaSettings(String bootstrapServers) {

    private static final Pattern BROKERS = Pattern.compile("[^,\\s]+:[0-9]{1,5}(\\s*,\\s*[^,\\s]+:[0-9]{1,5})*");

    public KafkaSettings {
        new Requirements()
                .required(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        bootstrapServers,
                        BROKERS.asMatchPredicate(),
                        "a list of host:port, separated by commas")
                .verify();
    }
}
