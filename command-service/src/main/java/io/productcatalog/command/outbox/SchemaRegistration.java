package io.productcatalog.command.outbox;

import io.productcatalog.command.settings.SchemaRegistrySettings;
import io.productcatalog.command.settings.TopicSettings;
import io.productcatalog.events.ProductEvent;
import io.productcatalog.events.serde.SchemaRegistryClient;
import io.productcatalog.events.serde.SchemaRegistryException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The registration of the event's schema and its compatibility rule with the schema registry, before the first event is
 * published.
 *
 * <p>The rule FULL_TRANSITIVE is set on the subject, because a registry's default may be to check nothing. Registering
 * the same schema again is harmless.
 */
@Component
class SchemaRegistration {

    private static final Logger log = LoggerFactory.getLogger(SchemaRegistration.class);

    private final SchemaRegistryClient registry;
    private final String subject;

    SchemaRegistration(SchemaRegistrySettings registry, TopicSettings topic) {
        this.registry = new SchemaRegistryClient(registry.url());
        this.subject = topic.topic() + "-value";
    }

    /**
     * The steps of the registration, to be run in this order. Each sends one or two requests to the registry. A step
     * throws a {@link SchemaRegistryException} when the registry does not answer or rejects the schema.
     */
    List<Runnable> steps() {
        return List.of(
                () -> {
                    // The rule protects the subscribers of an existing version before a new version is registered.
                    if (registry.hasSubject(subject)) {
                        registry.requireFullTransitiveCompatibility(subject);
                    }
                },
                () -> registry.register(subject, ProductEvent.getClassSchema()),
                () -> {
                    registry.requireFullTransitiveCompatibility(subject);
                    log.info("Registered the event schema on subject {}, compatibility FULL_TRANSITIVE", subject);
                });
    }
}
