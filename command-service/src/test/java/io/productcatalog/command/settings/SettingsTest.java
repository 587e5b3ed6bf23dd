package io.productcatalog.command.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.productcatalog.command.TestEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ClassPathResource;

class SettingsTest {

    private final Map<String, String> variables = new HashMap<>(Map.of(
            "KAFKA_BOOTSTRAP_SERVERS", "kafka-1:9092,kafka-2:9092",
            "SCHEMA_REGISTRY_URL", "http://registry:8080/apis/ccompat/v7",
            "CATALOG_WRITE_DB_URL", "postgresql://db:5433/catalog_write",
            "CATALOG_WRITE_DB_USER", "app",
            "CATALOG_JWT_ISSUER_URI", "https://login.example/realms/shop",
            "CATALOG_JWT_AUDIENCE", "catalog"));

    @Test
    void theRequiredVariablesAreEnough() {
        ConfigurableEnvironment environment = validated();

        assertThat(environment.getProperty("server.port")).isEqualTo("8081");
        assertThat(environment.getProperty("spring.kafka.bootstrap-servers")).isEqualTo("kafka-1:9092,kafka-2:9092");
        assertThat(environment.getProperty("spring.datasource.url"))
                .isEqualTo("jdbc:postgresql://db:5433/catalog_write");
        assertThat(environment.getProperty("spring.datasource.username")).isEqualTo("app");
        assertThat(environment.getProperty("spring.flyway.url"))
                .isEqualTo(
                        "jdbc:postgresql://db:5433/catalog_write?connectTimeout=5&socketTimeout=600&tcpKeepAlive=true");
        assertThat(environment.getProperty("spring.flyway.user")).isEqualTo("app");
        assertThat(environment.getProperty("spring.security.oauth2.resourceserver.jwt.issuer-uri"))
                .isEqualTo("https://login.example/realms/shop");
        assertThat(environment.containsProperty("spring.security.oauth2.resourceserver.jwt.public-key-location"))
                .isFalse();
    }

    @Test
    void aVariableReplacesTheDefaultAndAnEmptyOneDoesNot() {
        variables.put("CATALOG_PORT", "8083");
        variables.put("CATALOG_MANAGEMENT_PORT", "");
        variables.put("CATALOG_SHUTDOWN_TIMEOUT", "30s");

        ConfigurableEnvironment environment = validated();

        assertThat(environment.getProperty("server.port")).isEqualTo("8083");
        assertThat(environment.getProperty("management.server.port")).isEqualTo("9081");
        assertThat(environment.getProperty("spring.lifecycle.timeout-per-shutdown-phase"))
                .isEqualTo("30s");
    }

    @Test
    void theOwnerOfTheTablesHasACredentialOfItsOwnOrThatOfTheUser() {
        variables.put("CATALOG_WRITE_DB_PASSWORD", "app-password");
        assertThat(validated().getProperty("spring.flyway.password")).isEqualTo("app-password");

        variables.put("CATALOG_WRITE_DB_OWNER_USER", "owner");
        variables.put("CATALOG_WRITE_DB_OWNER_PASSWORD", "owner-password");
        ConfigurableEnvironment environment = validated();
        assertThat(environment.getProperty("spring.datasource.username")).isEqualTo("app");
        assertThat(environment.getProperty("spring.datasource.password")).isEqualTo("app-password");
        assertThat(environment.getProperty("spring.flyway.user")).isEqualTo("owner");
        assertThat(environment.getProperty("spring.flyway.password")).isEqualTo("owner-password");
    }

    @Test
    void everyMissingVariableIsNamed() {
        variables.clear();
        variables.put("CATALOG_WRITE_DB_URL", "");

        assertThat(violations())
                .hasSize(5)
                .anyMatch(sentence -> sentence.startsWith("CATALOG_JWT_PUBLIC_KEY_FILE or CATALOG_JWT_ISSUER_URI is"))
                .anyMatch(sentence -> sentence.startsWith("KAFKA_BOOTSTRAP_SERVERS is missing"))
                .anyMatch(sentence -> sentence.startsWith("SCHEMA_REGISTRY_URL is missing"))
                .anyMatch(sentence -> sentence.startsWith("CATALOG_WRITE_DB_URL is missing"))
                .anyMatch(sentence -> sentence.startsWith("CATALOG_WRITE_DB_USER is missing"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "CATALOG_PORT,eighty",
                "CATALOG_PORT,65536",
                "CATALOG_PORT,-1",
                "CATALOG_ACCESS_LOG,yes",
                "CATALOG_WRITE_DB_URL,mysql://db/x",
                "CATALOG_WRITE_DB_URL,postgresql://u:geheim@db/x",
                "CATALOG_WRITE_DB_URL,postgresql://db",
                "CATALOG_WRITE_DB_URL,postgresql://db/x?sslMode=require",
                "CATALOG_WRITE_DB_URL,postgresql://db/x?password=geheim",
                "CATALOG_WRITE_DB_POOL_SIZE,1",
                "CATALOG_WRITE_DB_PASSWORD,geheim${x}",
                "CATALOG_WRITE_DB_USER,${CATALOG_WRITE_DB_PASSWORD}",
                "CATALOG_BIND_ADDRESS,203.0.113.1",
                "CATALOG_BIND_ADDRESS,nonsense..x",
                "CATALOG_SHUTDOWN_TIMEOUT,20",
                "CATALOG_DRAIN_DELAY,soon",
                "CATALOG_SHUTDOWN_TIMEOUT,2d",
                "KAFKA_BOOTSTRAP_SERVERS,kafka",
                "SCHEMA_REGISTRY_URL,registry:8080",
                "SCHEMA_REGISTRY_URL,https://u:geheim@registry:8080",
                "CATALOG_MAX_BODY_BYTES,10MB",
                "CATALOG_CREATE_TOPIC,yes",
                "CATALOG_MIGRATE,1",
                "CATALOG_JWT_ISSUER_URI,login.example",
                "CATALOG_MAX_HEADER_BYTES,10",
                "CATALOG_TOPIC,a/b"
            })
    void aBadValueIsRefusedByNameAndNotRepeated(String name, String value) {
        variables.put(name, value);

        assertThat(violations())
                .singleElement()
                .satisfies(sentence ->
                        assertThat(sentence).startsWith(name + " must ").doesNotContain("geheim"));
    }

    @Test
    void theRegistrysCredentialsAreAPairAndItsAuthorityNeedsHttps() {
        variables.put("SCHEMA_REGISTRY_USER", "geheim:geheim");
        variables.put("SCHEMA_REGISTRY_CA_FILE", "/etc/geheim");

        assertThat(violations())
                .containsExactlyInAnyOrder(
                        "SCHEMA_REGISTRY_PASSWORD must be set if SCHEMA_REGISTRY_USER is, and only then.",
                        "SCHEMA_REGISTRY_USER must not contain a colon.",
                        "SCHEMA_REGISTRY_CA_FILE must be a PEM file with certificates.",
                        "SCHEMA_REGISTRY_URL must be an https URL if SCHEMA_REGISTRY_CA_FILE is set.");
    }

    @Test
    void settingsThatContradictEachOtherAreRefused() {
        variables.put("CATALOG_MANAGEMENT_PORT", "8081");
        variables.put("CATALOG_DRAIN_DELAY", "30s");

        assertThat(violations())
                .containsExactlyInAnyOrder(
                        "CATALOG_MANAGEMENT_PORT must differ from CATALOG_PORT.",
                        "CATALOG_DRAIN_DELAY must be shorter than CATALOG_SHUTDOWN_TIMEOUT.");
    }

    @Test
    void anIssuerNeedsAnAudience() {
        variables.remove("CATALOG_JWT_AUDIENCE");

        assertThat(violations()).singleElement().asString().startsWith("CATALOG_JWT_AUDIENCE is missing");
    }

    @Test
    void aFileThatHoldsNoPublicKeyIsRefused(@TempDir Path directory) throws IOException {
        variables.remove("CATALOG_JWT_ISSUER_URI");
        variables.put(
                "CATALOG_JWT_PUBLIC_KEY_FILE",
                Files.writeString(directory.resolve("key.pem"), "not a key").toString());

        assertThat(violations())
                .singleElement()
                .asString()
                .startsWith("CATALOG_JWT_PUBLIC_KEY_FILE must be a PEM file");
    }

    private List<String> violations() {
        InvalidSettingsException failure = catchThrowableOfType(InvalidSettingsException.class, this::validated);
        return failure == null ? List.of() : failure.sentences();
    }

    /** The environment with the defaults of {@code application.yaml}, after the validation. */
    private ConfigurableEnvironment validated() {
        ConfigurableEnvironment environment = TestEnvironment.of(variables);
        try {
            new YamlPropertySourceLoader()
                    .load("defaults", new ClassPathResource("application.yaml"))
                    .forEach(environment.getPropertySources()::addLast);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        ConfigurationPropertySources.attach(environment);
        new SettingsValidation().postProcessEnvironment(environment, new SpringApplication());
        return environment;
    }
}
