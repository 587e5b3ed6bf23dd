package io.productcatalog.command.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "kafka-1:9092,kafka-2:9092",
            "SCHEMA_REGISTRY_URL", "http://registry:8080/apis/ccompat/v7",
            "CATALOG_WRITE_DB_URL", "postgresql://reader:s%40cret@db:5433/catalog_write",
            "CATALOG_JWT_ISSUER_URI", "https://login.example/realms/shop"));

    @Test
    void theRequiredOnesAreEnough() {
        Settings settings = read();

        assertThat(settings.complaints()).isEmpty();
        assertThat(settings.properties())
                .containsEntry("CATALOG_PORT", "8081")
                .containsEntry("CATALOG_TOPIC", "catalog.products")
                .containsEntry("catalog.write-db.jdbc-url", "jdbc:postgresql://db:5433/catalog_write")
                .containsEntry(
                        "catalog.write-db.migration-jdbc-url",
                        "jdbc:postgresql://db:5433/catalog_write?connectTimeout=5&socketTimeout=600&tcpKeepAlive=true")
                .containsEntry("catalog.write-db.user", "reader")
                .containsEntry("catalog.write-db.password", "s@cret")
                .containsEntry("catalog.write-db.owner-user", "reader");
    }

    @Test
    void encryptionIsAskedForInTheUrl() {
        environment.put(
                "CATALOG_WRITE_DB_URL", "postgresql://reader@db/catalog_write?sslmode=verify-full&sslrootcert=/ca.pem");

        assertThat(read().properties())
                .containsEntry(
                        "catalog.write-db.jdbc-url",
                        "jdbc:postgresql://db/catalog_write?sslmode=verify-full&sslrootcert=%2Fca.pem");
    }

    @Test
    void userAndPasswordOverrideTheUrls() {
        environment.put("CATALOG_WRITE_DB_USER", "app");
        environment.put("CATALOG_WRITE_DB_PASSWORD", "p");
        environment.put("CATALOG_WRITE_DB_OWNER_USER", "owner");

        assertThat(read().properties())
                .containsEntry("catalog.write-db.user", "app")
                .containsEntry("catalog.write-db.password", "p")
                .containsEntry("catalog.write-db.owner-user", "owner")
                .containsEntry("catalog.write-db.owner-password", "p");
    }

    @Test
    void everyMissingOneIsNamed() {
        environment.clear();
        environment.put("CATALOG_WRITE_DB_URL", "");

        assertThat(read().complaints())
                .hasSize(4)
                .anyMatch(complaint -> complaint.startsWith("CATALOG_JWT_PUBLIC_KEY_FILE or CATALOG_JWT_ISSUER_URI is"))
                .anyMatch(complaint -> complaint.startsWith("KAFKA_BOOTSTRAP_SERVERS is missing"))
                .anyMatch(complaint -> complaint.startsWith("SCHEMA_REGISTRY_URL is missing"))
                .anyMatch(complaint -> complaint.startsWith("CATALOG_WRITE_DB_URL is missing"));
    }

    @ParameterizedTest
    @CsvSource({
        "CATALOG_PORT,eighty",
        "CATALOG_PORT,65536",
        "CATALOG_PORT,-1",
        "CATALOG_ACCESS_LOG,yes",
        "CATALOG_WRITE_DB_URL,mysql://u:geheim@db/x",
        "CATALOG_WRITE_DB_URL,postgresql://u:geheim@db",
        "CATALOG_WRITE_DB_URL,postgresql://u:geheim@db/x?sslMode=require",
        "CATALOG_WRITE_DB_POOL_SIZE,1",
        "CATALOG_WRITE_DB_PASSWORD,geheim${x}",
        "CATALOG_BIND_ADDRESS,203.0.113.1",
        "CATALOG_BIND_ADDRESS,nonsense..x",
        "CATALOG_SHUTDOWN_TIMEOUT,20",
        "CATALOG_DRAIN_DELAY,soon",
        "CATALOG_SHUTDOWN_TIMEOUT,2d",
        "KAFKA_BOOTSTRAP_SERVERS,kafka",
        "SCHEMA_REGISTRY_URL,registry:8080",
        "CATALOG_MAX_BODY_BYTES,10MB",
        "CATALOG_CREATE_TOPIC,yes",
        "CATALOG_MIGRATE,1",
        "CATALOG_JWT_ISSUER_URI,login.example",
        "CATALOG_MAX_HEADER_BYTES,10",
        "CATALOG_TOPIC,a/b"
    })
    void aBadValueIsRefusedByNameAndNotRepeated(String name, String value) {
        environment.put(name, value);

        assertThat(read().complaints()).singleElement().satisfies(complaint -> assertThat(complaint)
                .startsWith(name + " must ")
                .doesNotContain("geheim"));
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() {
        environment.put("CATALOG_MANAGEMENT_PORT", "8081");
        environment.put("CATALOG_DRAIN_DELAY", "30s");
        environment.put("CATALOG_WRITE_DB_URL", "postgresql://db/catalog_write");

        assertThat(read().complaints())
                .containsExactly(
                        "CATALOG_MANAGEMENT_PORT must differ from CATALOG_PORT.",
                        "CATALOG_DRAIN_DELAY must be shorter than CATALOG_SHUTDOWN_TIMEOUT.",
                        "CATALOG_WRITE_DB_USER is missing: neither it nor CATALOG_WRITE_DB_URL names a role.");
    }

    private Settings read() {
        return Settings.read(environment::get);
    }

    @Test
    void aFileThatHoldsNoPublicKeyIsRefused(@TempDir Path directory) throws IOException {
        environment.remove("CATALOG_JWT_ISSUER_URI");
        environment.put(
                "CATALOG_JWT_PUBLIC_KEY_FILE",
                Files.writeString(directory.resolve("key.pem"), "not a key").toString());

        assertThat(read().complaints())
                .singleElement()
                .asString()
                .startsWith("CATALOG_JWT_PUBLIC_KEY_FILE must be a PEM file");
    }
}
