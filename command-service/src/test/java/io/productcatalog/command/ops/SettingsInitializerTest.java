package io.productcatalog.command.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.env.MockEnvironment;

class SettingsInitializerTest {

    private final Map<String, String> given = new HashMap<>(Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "kafka:9092",
            "SCHEMA_REGISTRY_URL", "http://registry:8080/apis/ccompat/v7",
            "CATALOG_WRITE_DB_URL", "postgresql://ann:pa%40ss:word@db/catalog_write?sslmode=require",
            "CATALOG_JWT_ISSUER_URI", "https://login.example/realms/shop"));

    private Map<String, Object> effective() {
        MockEnvironment environment = new MockEnvironment();
        given.forEach(environment::setProperty);
        return SettingsInitializer.effective(environment);
    }

    @Test
    void theNeededOnesAreEnough() {
        assertThat(effective())
                .containsEntry("CATALOG_PORT", "8081")
                .containsEntry("catalog.database.url", "jdbc:postgresql://db/catalog_write?sslmode=require")
                .containsEntry("catalog.database.user", "ann")
                .containsEntry("catalog.database.password", "pa@ss:word")
                .containsEntry("catalog.database.owner", "ann")
                .containsEntry("catalog.registry.native-url", "http://registry:8080/apis/registry/v3");
    }

    @Test
    void credentialsOfTheirOwnOverrideTheAddress() {
        given.put("CATALOG_WRITE_DB_USER", "service");
        given.put("CATALOG_WRITE_DB_PASSWORD", "s3cret");
        given.put("CATALOG_WRITE_DB_OWNER_USER", "owner");
        given.put("CATALOG_WRITE_DB_OWNER_PASSWORD", "0wner");

        assertThat(effective())
                .containsEntry("catalog.database.user", "service")
                .containsEntry("catalog.database.password", "s3cret")
                .containsEntry("catalog.database.owner", "owner")
                .containsEntry("catalog.database.owner-password", "0wner");
    }

    @ParameterizedTest
    @CsvSource({
        "KAFKA_BOOTSTRAP_SERVERS, ''",
        "SCHEMA_REGISTRY_URL, ''",
        "SCHEMA_REGISTRY_URL, registry:8080",
        "CATALOG_WRITE_DB_URL, ''",
        "CATALOG_WRITE_DB_URL, jdbc:postgresql://db/x",
        "CATALOG_WRITE_DB_URL, postgresql://db",
        "CATALOG_WRITE_DB_POOL_SIZE, 0",
        "CATALOG_TOPIC, a topic",
        "CATALOG_CREATE_TOPIC, yes",
        "CATALOG_MIGRATE, 1",
        "CATALOG_PORT, 70000",
        "CATALOG_PORT, http",
        "CATALOG_MANAGEMENT_PORT, -1",
        "CATALOG_MAX_BODY_BYTES, 10MB",
        "CATALOG_MAX_HEADER_BYTES, 0",
        "CATALOG_ACCESS_LOG, on",
        "CATALOG_DRAIN_DELAY, soon",
        "CATALOG_SHUTDOWN_TIMEOUT, -1s",
        "CATALOG_JWT_ISSUER_URI, ''",
        "CATALOG_JWT_PUBLIC_KEY_FILE, /no/such/file"
    })
    void aBadOrMissingValueIsRefusedWithTheNameOfItsVariable(String name, String value) {
        given.put(name, value);

        assertThatThrownBy(this::effective)
                .isInstanceOf(InvalidSettings.class)
                .message()
                .contains(name + " ")
                .doesNotContain("pa@ss", "pa%40ss");
    }

    @Test
    void allFaultsAreToldAtOnce() {
        given.put("CATALOG_PORT", "x");
        given.put("CATALOG_ACCESS_LOG", "x");

        assertThatThrownBy(this::effective).hasMessageContainingAll("CATALOG_PORT", "CATALOG_ACCESS_LOG");
    }

    @Test
    void keysComeFromOnePlaceOnly(@TempDir Path directory) {
        given.put("CATALOG_JWT_PUBLIC_KEY_FILE", directory.toString());

        assertThatThrownBy(this::effective).hasMessageContaining("not both");
    }
}
