package io.productcatalog.command.outbox;

import io.productcatalog.command.settings.SchemaRegistrySettings;
import io.productcatalog.command.settings.TopicSettings;
import io.productcatalog.events.ProductEvent;
import io.productcatalog.events.serde.SchemaRegistryClient;
import io.productcatalog.events.serde.SchemaRegistryException;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The registration of the event's schema and its compatibility rule with the schema registry, before the first event is
 * published: by the relay when it begins, or by the command {@code migrate}.
 *
 * <p>The rule FULL_TRANSITIVE is set on the subject, because a registry's default may be to check nothing. Registering
 * the same schema again is harmless.
 */
@Component
public class SchemaRegistration {

    private static final Logger log = LoggerFactory.getLogger(SchemaRegistration.class);

    private static final int MAX_ATTEMPTS = 5;
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(2);

    private final SchemaRegistryClient registry;
    private final String subject;

    SchemaRegistration(SchemaRegistrySettings registry, TopicSettings topic) {
        this.registry = SchemaRegistryClient.of(registry.clientSettings());
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

    /**
     * Registers the schema: all steps at once, five times at most while the registry does not answer.
     *
     * @throws SchemaRegistryException when it still does not answer, or rejects the schema
     */
    public void register() throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                steps().forEach(Runnable::run);
                return;
            } catch (SchemaRegistryException failure) {
                if (!failure.isTransient() || attempt == MAX_ATTEMPTS) {
                    throw failure;
                }
                log.warn("The event schema is not registered yet: {}", failure.getMessage());
                Thread.sleep(RETRY_INTERVAL);
            }
        }
    }

    /**
     * Looks the schema up, in one request, and changes nothing.
     *
     * @throws IllegalStateException when it is not registered
     * @throws SchemaRegistryException when the registry does not answer
     */
    void requireRegistered() {
        if (registry.idOf(subject, ProductEvent.getClassSchema()).isEmpty()) {
            throw new IllegalStateException("the event schema of this release is not registered on subject " + subject
                    + ", and nothing is published before it is: run `migrate` of this release, or set"
                    + " CATALOG_REGISTER_SCHEMA to true");
        }
    }
}
