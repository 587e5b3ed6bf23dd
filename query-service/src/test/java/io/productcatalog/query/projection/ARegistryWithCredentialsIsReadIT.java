package io.productcatalog.query.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.productcatalog.query.testing.Products;
import io.productcatalog.query.testing.RunningQueryService;
import io.productcatalog.stack.testing.RealParts;
import io.productcatalog.stack.testing.SecuredRegistry;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Events are projected with a registry that asks for a password and whose certificate the JVM does not trust. */
@ExtendWith(OutputCaptureExtension.class)
class ARegistryWithCredentialsIsReadIT {

    @Test
    void andItsPasswordIsNotLogged(CapturedOutput log) {
        UUID id = Products.newId();
        try (SecuredRegistry registry = new SecuredRegistry(RealParts.get().registryUrl());
                RunningQueryService service = RunningQueryService.start(registry.settings())) {
            service.topic().publish(Products.active(id, 1));
            service.awaitProjected();

            assertThat(service.versions()).containsOnly(Map.entry(id, 1L));
            assertThat(service.topic().deadLetters()).isEmpty();
        }
        assertThat(log).doesNotContain("geheim");
    }
}
