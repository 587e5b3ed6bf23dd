package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A service with wrong or missing settings names all of them, ends with exit code 1 and reveals no secret. */
@ResourceLock("own stack")
class BadSettingsStopTheStartIT {

    @ParameterizedTest
    @CsvSource({"command-service, WRITE", "query-service, READ"})
    void aMissingOrBadSettingIsNamedAndTheExitCodeIsOne(String service, String database) throws Exception {
        ServiceRun run =
                ServiceRun.of(service, Map.of("CATALOG_PORT", "eighty", "SCHEMA_REGISTRY_URL", "http://127.0.0.1:1"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output())
                .contains(
                        "CATALOG_PORT must be a whole number",
                        "KAFKA_BOOTSTRAP_SERVERS is missing",
                        "CATALOG_" + database + "_DB_URL is missing")
                .doesNotContain("SCHEMA_REGISTRY_URL must", "stack_trace", "\tat ");
    }

    @ParameterizedTest
    @CsvSource({"command-service, WRITE", "query-service, READ"})
    void anUnreachableDatabaseIsReportedWithoutItsPassword(String service, String database) throws Exception {
        ServiceRun run = ServiceRun.of(
                service,
                Map.of(
                        "KAFKA_BOOTSTRAP_SERVERS",
                        "127.0.0.1:1",
                        "SCHEMA_REGISTRY_URL",
                        "http://127.0.0.1:1",
                        "CATALOG_JWT_ISSUER_URI",
                        "http://127.0.0.1:1",
                        "CATALOG_JWT_AUDIENCE",
                        "catalog",
                        "CATALOG_PORT",
                        "0",
                        "CATALOG_MANAGEMENT_PORT",
                        "0",
                        "SPRING_FLYWAY_CONNECT_RETRIES",
                        "0",
                        "CATALOG_" + database + "_DB_URL",
                        "postgresql://127.0.0.1:1/catalog",
                        "CATALOG_" + database + "_DB_USER",
                        "ann",
                        "CATALOG_" + database + "_DB_PASSWORD",
                        "geheim"));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.output())
                .contains("The database of CATALOG_" + database + "_DB_URL cannot be used")
                .doesNotContain("geheim", "stack_trace");
    }
}
