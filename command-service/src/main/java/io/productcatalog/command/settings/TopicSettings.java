package io.productcatalog.command.settings;

import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The settings of the topic of product events.
 *
 * @param topic its name
 * @param createTopic whether the service creates the topic if it is missing
 * @param registerSchema whether the service registers the schema of its events; otherwise only {@code migrate} does
 */
@ConfigurationProperties("catalog")
public record TopicSettings(String topic, boolean createTopic, boolean registerSchema) {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9._-]{1,200}");

    public TopicSettings {
        new Requirements()
                .required("CATALOG_TOPIC", topic, NAME.asMatchPredicate(), "a Kafka topic name")
                .verify();
    }
}
