package io.productcatalog.command.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.productcatalog.command.RunningService;
import io.productcatalog.command.settings.SchemaRegistrySettings;
import io.productcatalog.events.ProductEvent;
import io.productcatalog.events.serde.SchemaRegistryClient;
import io.productcatalog.events.serde.SchemaRegistryException;
import io.productcatalog.stack.testing.RealParts;
import io.productcatalog.stack.testing.SecuredRegistry;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Events are published with a registry that asks for a password and whose certificate the JVM does not trust. */
@ExtendWith(OutputCaptureExtension.class)
class ARegistryWithCredentialsAndItsOwnAuthorityIT {

    private final SecuredRegistry registry = new SecuredRegistry(RealParts.get().registryUrl());

    @AfterEach
    void close() {
        registry.close();
    }

    @Test
    void isUsedAndItsPasswordIsNotLogged(CapturedOutput log) {
        String topic = RealParts.get().newTopic();
        try (RunningService service =
                        RunningService.start(RealParts.get().newWriteDatabase(), topic, registry.settings());
                TopicTail<ProductEvent> tail = TopicTail.events(topic)) {
            String id = service.create("SECURED-1");

            await().untilAsserted(() ->
                    assertThat(tail.read()).extracting(ConsumerRecord::key).containsExactly(id));
        }
        assertThat(log)
                .contains("Registered the event schema on subject " + topic)
                .doesNotContain("geheim");
        assertThat(settings(SecuredRegistry.PASSWORD, true).toString()).doesNotContain("geheim");
    }

    @Test
    void aWrongPasswordAndACertificateThatIsNotTrustedAreNamedAndWaitedFor() {
        assertThat(failure(settings("wrong-geheim", true)))
                .satisfies(failure -> assertThat(failure.isTransient()).isTrue())
                .hasMessageContaining("answers 401: it does not accept the credentials")
                .hasMessageNotContaining("geheim");
        assertThat(failure(settings(null, true)))
                .satisfies(failure -> assertThat(failure.isTransient()).isTrue())
                .hasMessageContaining("answers 401");
        assertThat(failure(settings(SecuredRegistry.PASSWORD, false)))
                .satisfies(failure -> assertThat(failure.isTransient()).isTrue())
                .hasMessageContaining("SSLHandshakeException");
    }

    private SchemaRegistrySettings settings(@Nullable String password, boolean trusting) {
        Map<String, String> variables = registry.settings();
        return new SchemaRegistrySettings(
                variables.get("SCHEMA_REGISTRY_URL"),
                password == null ? null : SecuredRegistry.USER,
                password,
                trusting ? variables.get("SCHEMA_REGISTRY_CA_FILE") : null);
    }

    private static SchemaRegistryException failure(SchemaRegistrySettings settings) {
        return catchThrowableOfType(
                SchemaRegistryException.class,
                () -> SchemaRegistryClient.of(settings.clientSettings()).hasSubject("any"));
    }
}
