package io.productcatalog.system.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The check of the level "restricted" of the pod security standards and of the project's further rules for pods. */
final class PodSecurity {

    private static final Map<String, String> POD = Map.of(
            "/securityContext/runAsNonRoot", "true",
            "/securityContext/seccompProfile/type", "RuntimeDefault",
            "/automountServiceAccountToken", "false",
            "/enableServiceLinks", "false");

    private static final Map<String, String> CONTAINER = Map.of(
            "/securityContext/allowPrivilegeEscalation", "false",
            "/securityContext/capabilities/drop/0", "ALL");

    private PodSecurity() {}

    static List<String> problems(JsonNode workload) {
        List<String> problems = new ArrayList<>();
        JsonNode pod = Documents.pod(workload);
        JsonNode container = Documents.container(workload);
        POD.forEach((path, value) -> require(pod, path, value, problems));
        CONTAINER.forEach((path, value) -> require(container, path, value, problems));
        if (container.path("image").asText().contains("product-catalog/")) {
            require(container, "/securityContext/readOnlyRootFilesystem", "true", problems);
        }
        if (!container.at("/resources/requests").has("cpu")
                || !container.at("/resources/limits").has("memory")) {
            problems.add("it has no CPU request or no memory limit");
        }
        return problems;
    }

    private static void require(JsonNode tree, String path, String value, List<String> problems) {
        if (!tree.at(path).asText().equals(value)) {
            problems.add(path + " is not " + value);
        }
    }
}
