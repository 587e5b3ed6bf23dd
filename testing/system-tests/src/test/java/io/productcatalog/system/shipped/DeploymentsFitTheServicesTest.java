package io.productcatalog.system.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The overlays agree with the services: settings, ports, probes, JVM options and stop times. */
class DeploymentsFitTheServicesTest {

    private static final List<String> SERVICES = List.of("command-service", "query-service");

    /** The settings by service whose defaults are right in every environment. */
    private static final Map<String, Set<String>> LEFT_AT_DEFAULT = Map.of(
            "command-service",
                    Set.of(
                            "SCHEMA_REGISTRY_CA_FILE",
                            "CATALOG_TOPIC",
                            "CATALOG_CREATE_TOPIC",
                            "CATALOG_BIND_ADDRESS",
                            "CATALOG_PORT",
                            "CATALOG_MANAGEMENT_PORT",
                            "CATALOG_ACCESS_LOG",
                            "CATALOG_MAX_BODY_BYTES",
                            "CATALOG_MAX_HEADER_BYTES",
                            "CATALOG_SHUTDOWN_TIMEOUT",
                            "CATALOG_WRITE_DB_POOL_SIZE"),
            "query-service",
                    Set.of(
                            "SCHEMA_REGISTRY_CA_FILE",
                            "CATALOG_TOPIC",
                            "CATALOG_BIND_ADDRESS",
                            "CATALOG_PORT",
                            "CATALOG_MANAGEMENT_PORT",
                            "CATALOG_ACCESS_LOG",
                            "CATALOG_MAX_HEADER_BYTES",
                            "CATALOG_SHUTDOWN_TIMEOUT",
                            "CATALOG_READ_DB_POOL_SIZE",
                            "CATALOG_HOLD_POISONED_BATCHES",
                            "CATALOG_CACHE_BYTES",
                            "CATALOG_CACHE_CONTROL",
                            "CATALOG_MAX_PAGE_SIZE"));

    @ParameterizedTest
    @EnumSource(names = {"LOCAL", "PRODUCTION"})
    void theyAgree(Manifests overlay) {
        assertThat(problems(overlay.text())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " -> ", quoteCharacter = '~', textBlock = """
            terminationGracePeriodSeconds: 75 -> terminationGracePeriodSeconds: 65 -> are granted
            seconds: 5 -> seconds: 15 -> are granted
            CATALOG_DRAIN_DELAY: 5s -> CATALOG_DRAIN_DELAY: 15s -> are granted
            CATALOG_DRAIN_DELAY: 5s -> CATALOG_SHUTDOWN_TIMEOUT: 30s -> are granted
            path: /actuator/health/startup -> path: /health -> startupProbe
            path: /actuator/health/liveness -> path: /actuator/health/readiness -> livenessProbe
            path: /actuator/health/readiness -> path: /ready -> readinessProbe
            containerPort: 9081 -> containerPort: 9091 -> ports are
            containerPort: 8080 -> containerPort: 80 -> ports are
            targetPort: management -> targetPort: http -> the Service has
            path: /actuator/prometheus -> path: /metrics -> the monitor reads
            CATALOG_DRAIN_DELAY -> CATALOG_DRAINDELAY -> is not a setting
            SPRING_KAFKA_SECURITY_PROTOCOL -> SPRING_KAFKA_SECURITY_PROTOCOLS -> is not a setting
            CATALOG_READ_DB_URL -> CATALOG_READ_DB_POOL_SIZE -> CATALOG_READ_DB_URL is needed
            name: CATALOG_WRITE_DB_OWNER_USER -> name: CATALOG_WRITE_DB_USER -> the migration does not know the owner
            name: CATALOG_READ_DB_PASSWORD -> name: CATALOG_READ_DB_OWNER_PASSWORD -> replicas know the owner
            - migrate -> - migrat -> does not migrate
            image: apicurio/apicurio-registry:3.3.3 -> image: apicurio/apicurio-registry:latest -> neither
            image: registry.example.com/product-catalog/query-service:0.1.0 -> image: registry.example.com/product-catalog/query-service -> neither
            imageName: ghcr.io/cloudnative-pg/postgresql:18 -> imageName: ghcr.io/cloudnative-pg/postgresql -> neither
            name: CATALOG_WRITE_DB_USER -> name: JAVA_TOOL_OPTIONS -> JAVA_TOOL_OPTIONS
            - migrate -> - -Xmx256m -> -Xmx256m
            memory: 448Mi -> memory: 400Mi -> the JVM may need
            memory: 640Mi -> memory: 512Mi -> the JVM may need
            """)
    void aDifferenceIsFound(String good, String bad, String problemText) {
        assertThat(problems(Project.broken(Manifests.PRODUCTION.text(), good, bad)))
                .anyMatch(problem -> problem.contains(problemText));
    }

    private static List<String> problems(String manifests) {
        Documents documents = Documents.of(manifests);
        List<String> problems = new ArrayList<>();
        documents.all().forEach(document -> problems.addAll(Images.problems(document)));
        for (String service : SERVICES) {
            ConfigurationTable settings = ConfigurationTable.of(service);
            JsonNode deployment = documents.named("Deployment", service);
            JsonNode migration = documents.named("Job", service + "-migration");
            Map<String, String> given = ServiceEnvironment.of(deployment, documents);
            Map<String, String> givenToMigrate = ServiceEnvironment.of(migration, documents);
            Stream.of(
                            ServiceEnvironment.problems(settings, given.keySet()),
                            ServiceEnvironment.problems(settings, givenToMigrate.keySet()),
                            StopBudget.problems(deployment, settings, given),
                            ProbesAndPorts.problems(service, documents, settings, given),
                            memoryProblems(service, deployment),
                            memoryProblems(service, migration),
                            JvmOptions.problems(deployment.toString()),
                            JvmOptions.problems(migration.toString()))
                    .flatMap(List::stream)
                    .map(problem -> service + ": " + problem)
                    .forEach(problems::add);
            if (given.keySet().stream().anyMatch(name -> name.contains("_OWNER_"))) {
                problems.add(service + ": the replicas know the owner of their tables");
            }
            if (givenToMigrate.keySet().stream()
                            .filter(name -> name.contains("_OWNER_"))
                            .count()
                    != 2) {
                problems.add(service + ": the migration does not know the owner of its tables");
            }
            if (!Documents.container(migration).at("/args/0").asText().equals("migrate")) {
                problems.add(service + ": the migration does not migrate");
            }
        }
        return problems;
    }

    private static List<String> memoryProblems(String service, JsonNode workload) {
        JsonNode resources = Documents.container(workload).path("resources");
        return Stream.of("/requests/memory", "/limits/memory")
                .flatMap(path ->
                        MemoryBudget.problems(
                                service,
                                Project.jvmOptions(service),
                                resources.at(path).asText())
                                .stream())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"command-service, 448Mi", "query-service, 640Mi"})
    void everyPartOfTheMemoryOfTheJvmHasALimitThatCounts(String service, String limit) {
        String options = Project.jvmOptions(service);
        assertThat(MemoryBudget.problems(service, options, limit)).isEmpty();

        for (String option : List.of("-Xmx", "-XX:MaxDirectMemorySize=", "-XX:ReservedCodeCacheSize=")) {
            assertThat(MemoryBudget.problems(service, Project.broken(options, option, "-Dother="), limit))
                    .isNotEmpty();
            assertThat(MemoryBudget.problems(service, Project.broken(options, option, option + "9"), limit))
                    .isNotEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"command-service", "query-service"})
    void everySettingIsGivenOrKnownToBeLeftAtItsDefault(String service) {
        assertThat(ServiceEnvironment.forgotten(
                        ConfigurationTable.of(service), givenAnywhere(service), LEFT_AT_DEFAULT.get(service)))
                .isEmpty();
    }

    @Test
    void aNewSettingIsFound() {
        Set<String> listed = new HashSet<>(LEFT_AT_DEFAULT.get("query-service"));
        listed.remove("CATALOG_CACHE_BYTES");

        assertThat(ServiceEnvironment.forgotten(
                        ConfigurationTable.of("query-service"), givenAnywhere("query-service"), listed))
                .containsExactly("CATALOG_CACHE_BYTES is not given and not listed");
    }

    private static Set<String> givenAnywhere(String service) {
        Set<String> given = new HashSet<>();
        for (Manifests overlay : List.of(Manifests.LOCAL, Manifests.PRODUCTION)) {
            Documents documents = overlay.documents();
            given.addAll(ServiceEnvironment.of(documents.named("Deployment", service), documents)
                    .keySet());
            given.addAll(ServiceEnvironment.of(documents.named("Job", service + "-migration"), documents)
                    .keySet());
        }
        return given;
    }
}
