package io.productcatalog.system.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The check that probes, Services and monitors use the ports and paths of a service. */
final class ProbesAndPorts {

    /** The paths of the probes, which {@link QueriesMeetRealMetricsIT} calls. */
    static final Map<String, String> PROBES = Map.of(
            "startupProbe", "/actuator/health/startup",
            "livenessProbe", "/actuator/health/liveness",
            "readinessProbe", "/actuator/health/readiness");

    static final String METRICS = "/actuator/prometheus";

    private ProbesAndPorts() {}

    static List<String> problems(
            String service, Documents documents, ConfigurationTable settings, Map<String, String> given) {
        List<String> problems = new ArrayList<>();
        JsonNode container = Documents.container(documents.named("Deployment", service));
        Map<String, String> ports = new HashMap<>();
        container
                .path("ports")
                .forEach(port -> ports.put(
                        port.path("name").asText(), port.path("containerPort").asText()));
        Map<String, String> served = Map.of(
                "http", settings.value("CATALOG_PORT", given),
                "management", settings.value("CATALOG_MANAGEMENT_PORT", given));
        if (!ports.equals(served)) {
            problems.add("the container's ports are " + ports + ", the service's " + served);
        }
        PROBES.forEach((probe, path) -> {
            JsonNode request = container.at("/" + probe + "/httpGet");
            if (!request.path("path").asText().equals(path)
                    || !request.path("port").asText().equals("management")) {
                problems.add(probe + " asks for " + request);
            }
        });
        documents.named("Service", service).at("/spec/ports").forEach(port -> {
            String name = port.path("name").asText();
            if (!port.path("targetPort").asText().equals(name)
                    || !port.path("port").asText().equals(served.get(name))) {
                problems.add("the Service has " + port);
            }
        });
        documents
                .ofKind("ServiceMonitor")
                .filter(monitor -> Documents.name(monitor).equals(service))
                .forEach(monitor -> {
                    JsonNode endpoint = monitor.at("/spec/endpoints/0");
                    if (!endpoint.path("path").asText().equals(METRICS)
                            || !endpoint.path("port").asText().equals("management")) {
                        problems.add("the monitor reads " + endpoint);
                    }
                });
        return problems;
    }
}
