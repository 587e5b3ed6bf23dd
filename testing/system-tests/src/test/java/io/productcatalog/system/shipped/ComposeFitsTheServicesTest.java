package io.productcatalog.system.shipped;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The compose file and the Dockerfile agree with the services: settings, ports, JVM options and stop times. */
class ComposeFitsTheServicesTest {

    private static final String COMPOSE = "docker-compose.yml";
    private static final String DOCKERFILE = "Dockerfile";

    @Test
    void theyAgree() {
        assertThat(problems(Project.text(COMPOSE), Project.text(DOCKERFILE))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " -> ", quoteCharacter = '~', textBlock = """
            stop_grace_period: 60s -> stop_grace_period: 30s -> are granted
            CATALOG_WRITE_DB_URL: -> CATALOG_WRITE_DB_ADDRESS: -> is not a setting
            CATALOG_READ_DB_URL: -> CATALOG_READ_DB_POOL_SIZE: -> CATALOG_READ_DB_URL is needed
            CATALOG_WRITE_DB_USER: -> JAVA_TOOL_OPTIONS: -> JAVA_TOOL_OPTIONS
            image: apache/kafka:4.2.1 -> image: apache/kafka -> neither
            8081:8081 -> 8081:8091 -> no port 8081
            9080:9080 -> 9080:9090 -> no port 9080
            mem_limit: 640m -> mem_limit: 512m -> the JVM may need
            """)
    void aDifferenceInTheComposeFileIsFound(String good, String bad, String problemText) {
        assertThat(problems(Project.broken(Project.text(COMPOSE), good, bad), Project.text(DOCKERFILE)))
                .anyMatch(problem -> problem.contains(problemText));
    }

    @ParameterizedTest
    @CsvSource(delimiterString = " -> ", quoteCharacter = '~', textBlock = """
            "@/app/jvm.options" -> "-Xmx192m" -> -Xmx192m
            "@/app/jvm.options" -> "-XX:+UseG1GC" -> -XX:+UseG1GC
            "@/app/jvm.options", -> "-server", -> does not use its jvm.options
            """)
    void aDifferenceInTheDockerfileIsFound(String good, String bad, String problemText) {
        assertThat(problems(Project.text(COMPOSE), Project.broken(Project.text(DOCKERFILE), good, bad)))
                .anyMatch(problem -> problem.contains(problemText));
    }

    private static List<String> problems(String compose, String dockerfile) {
        JsonNode services = Documents.single(compose).path("services");
        List<String> problems = new ArrayList<>(Images.problems(services));
        for (String name : List.of("command-service", "query-service")) {
            ConfigurationTable settings = ConfigurationTable.of(name);
            Documents.elements(services)
                    .filter(each -> each.path("image").asText().startsWith("product-catalog/" + name))
                    .forEach(each -> {
                        problems.addAll(ServiceEnvironment.problems(
                                settings, environment(each).keySet()));
                        problems.addAll(JvmOptions.problems(each.toString()));
                        problems.addAll(MemoryBudget.problems(
                                name,
                                Project.jvmOptions(name),
                                each.path("mem_limit").asText()));
                    });
            JsonNode service = services.path(name);
            Duration gracePeriod =
                    StopBudget.duration(service.path("stop_grace_period").asText());
            Duration needed = StopBudget.needed(settings, environment(service));
            if (gracePeriod.compareTo(needed) <= 0) {
                problems.add(gracePeriod + " are granted, " + needed + " may be needed");
            }
            for (String port : List.of("CATALOG_PORT", "CATALOG_MANAGEMENT_PORT")) {
                String served = settings.value(port, environment(service));
                if (!service.path("ports").toString().contains(":" + served + "\"")) {
                    problems.add(name + " publishes no port " + served);
                }
            }
        }
        dockerfile.lines().filter(line -> line.startsWith("ENTRYPOINT")).forEach(line -> {
            problems.addAll(JvmOptions.problems(line));
            if (!line.contains("/jvm.options")) {
                problems.add("an image does not use its jvm.options");
            }
        });
        return problems;
    }

    private static Map<String, String> environment(JsonNode service) {
        Map<String, String> given = new HashMap<>();
        service.path("environment")
                .properties()
                .forEach(variable ->
                        given.put(variable.getKey(), variable.getValue().asText()));
        return given;
    }
}
