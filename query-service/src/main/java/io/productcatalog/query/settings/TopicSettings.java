package io.productcatalog.query.settings;

import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of the topic of product events.
 *
 * @param topic its name
 */
@ConfigurationProperties("catalog")
public record TopicSettings(String topic) {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

    public TopicSettings {
        new Requirements()
                .required("CATALOG_TOPIC", topic, NAME.asMatchPredicate(), "a Kafka topic name")
                .verify();
    }
}
