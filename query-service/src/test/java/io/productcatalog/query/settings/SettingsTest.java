package io.productcatalog.query.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsTest {

    private final Map<String, String> environment = new HashMap<>(Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "kafka-1:9092,kafka-2:9092",
            "SCHEMA_REGISTRY_URL", "http://registry:8080/apis/ccompat/v7",
            "CATALOG_READ_DB_URL", "postgresql://reader:s%40cret@db:5433/catalog_read"));

    @Test
    void theRequiredOnesAreEnough() {
        Settings settings = read();

        assertThat(settings.complaints()).isEmpty();
        assertThat(settings.properties())
                .containsEntry("CATALOG_PORT", "8080")
                .containsEntry("CATALOG_TOPIC", "catalog.products")
                .containsEntry("catalog.read-db.jdbc-url", "jdbc:postgresql://db:5433/catalog_read")
                .containsEntry("catalog.read-db.r2dbc-url", "r2dbc:postgresql://db:5433/catalog_read")
                .containsEntry(
                        "catalog.read-db.migration-jdbc-url",
                        "jdbc:postgresql://db:5433/catalog_read?connectTimeout=5&socketTimeout=600&tcpKeepAlive=true")
                .containsEntry("catalog.read-db.user", "reader")
                .containsEntry("catalog.read-db.password", "s@cret")
                .containsEntry("catalog.read-db.owner-user", "reader");
    }

    @Test
    void encryptionIsAskedForInTheUrl() {
        environment.put(
                "CATALOG_READ_DB_URL", "postgresql://reader@db/catalog_read?sslmode=verify-full&sslrootcert=/ca.pem");

        assertThat(read().properties())
                .containsEntry(
                        "catalog.read-db.jdbc-url",
                        "jdbc:postgresql://db/catalog_read?sslmode=verify-full&sslrootcert=%2Fca.pem")
                .extractingByKey("catalog.read-db.r2dbc-url")
                .asString()
                .startsWith("r2dbc:postgresql://db/catalog_read?")
                .contains("sslMode=verify-full", "sslRootCert=%2Fca.pem");
    }

    @Test
    void userAndPasswordOverrideTheUrls() {
        environment.put("CATALOG_READ_DB_USER", "app");
        environment.put("CATALOG_READ_DB_PASSWORD", "p");
        environment.put("CATALOG_READ_DB_OWNER_USER", "owner");

        assertThat(read().properties())
                .containsEntry("catalog.read-db.user", "app")
                .containsEntry("catalog.read-db.password", "p")
                .containsEntry("catalog.read-db.owner-user", "owner")
                .containsEntry("catalog.read-db.owner-password", "p");
    }

    @Test
    void everyMissingOneIsNamed() {
        environment.clear();
        environment.put("CATALOG_READ_DB_URL", "");

        assertThat(read().complaints())
                .hasSize(3)
                .anyMatch(complaint -> complaint.startsWith("KAFKA_BOOTSTRAP_SERVERS is missing"))
                .anyMatch(complaint -> complaint.startsWith("SCHEMA_REGISTRY_URL is missing"))
                .anyMatch(complaint -> complaint.startsWith("CATALOG_READ_DB_URL is missing"));
    }

    @ParameterizedTest
    @CsvSource({
        "CATALOG_PORT,eighty",
        "CATALOG_PORT,65536",
        "CATALOG_PORT,-1",
        "CATALOG_ACCESS_LOG,yes",
        "CATALOG_READ_DB_URL,mysql://u:geheim@db/x",
        "CATALOG_READ_DB_URL,postgresql://u:geheim@db",
        "CATALOG_READ_DB_URL,postgresql://u:geheim@db/x?sslMode=require",
        "CATALOG_READ_DB_POOL_SIZE,1",
        "CATALOG_READ_DB_PASSWORD,geheim${x}",
        "CATALOG_BIND_ADDRESS,203.0.113.1",
        "CATALOG_BIND_ADDRESS,nonsense..x",
        "CATALOG_SHUTDOWN_TIMEOUT,20",
        "CATALOG_DRAIN_DELAY,soon",
        "CATALOG_SHUTDOWN_TIMEOUT,2d",
        "KAFKA_BOOTSTRAP_SERVERS,kafka",
        "SCHEMA_REGISTRY_URL,registry:8080",
        "CATALOG_MAX_PAGE_SIZE,0",
        "CATALOG_READ_MODEL_GENERATION,one",
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
    void productsInMemoryTakeHalfOfTheHeapAtMost() {
        long half = Math.min(999_999_999, Runtime.getRuntime().maxMemory() / 2);
        environment.put("CATALOG_CACHE_BYTES", Long.toString(half));
        assertThat(read().complaints()).isEmpty();

        environment.put("CATALOG_CACHE_BYTES", Long.toString(half + 1));
        assertThat(read().complaints()).singleElement().satisfies(complaint -> assertThat(complaint)
                .startsWith("CATALOG_CACHE_BYTES must be a number from 0 to " + half + ", half of the heap"));
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() {
        environment.put("CATALOG_MANAGEMENT_PORT", "8080");
        environment.put("CATALOG_DRAIN_DELAY", "30s");
        environment.put("CATALOG_READ_DB_URL", "postgresql://db/catalog_read");

        assertThat(read().complaints())
                .containsExactly(
                        "CATALOG_MANAGEMENT_PORT must differ from CATALOG_PORT.",
                        "CATALOG_DRAIN_DELAY must be shorter than CATALOG_SHUTDOWN_TIMEOUT.",
                        "CATALOG_READ_DB_USER is missing: neither it nor CATALOG_READ_DB_URL names a role.");
    }

    private Settings read() {
        return Settings.read(environment::get);
    }
}
