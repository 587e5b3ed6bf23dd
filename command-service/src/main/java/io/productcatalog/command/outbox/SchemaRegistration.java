package io.productcatalog.command.outbox;

import io.productcatalog.events.ProductEvent;
import io.productcatalog.events.serde.SchemaRegistryClient;
import io.productcatalog.events.serde.SchemaRegistryException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Registers the event's schema and its compatibility rule with the registry, before the first event is published.
 *
 * <p>FULL_TRANSITIVE is set on the subject, since a registry's own default may be to check nothing. Registering the same
 * schema again is harmless.
 */
@Component
public class SchemaRegistration {

    private static final Logger log = LoggerFactory.getLogger(SchemaRegistration.class);

    private final SchemaRegistryClient registry;
    private final String subject;

    SchemaRegistration(@Value("${SCHEMA_REGISTRY_URL}") String registryUrl, @Value("${CATALOG_TOPIC}") String topic) {
        this.registry = new SchemaRegistryClient(registryUrl);
        this.subject = topic + "-value";
    }

    /**
     * What makes sure that the registry holds the schema and enforces its compatibility: to be run in this order, each a request
     * to the registry or two. It throws a {@link SchemaRegistryException} when the registry does not answer, or refuses the schema.
     */
    public List<Runnable> registration() {
        return List.of(
                () -> {
                    // An older version's subscribers are protected before there is a new one.
                    if (registry.hasSubject(subject)) {
                        registry.requireFullTransitiveCompatibility(subject);
                    }
                },
                () -> registry.register(subject, ProductEvent.getClassSchema()),
                () -> {
                    registry.requireFullTransitiveCompatibility(subject);
                    log.info("Subject {} holds the event schema, compatibility FULL_TRANSITIVE", subject);
                });
    }
}
