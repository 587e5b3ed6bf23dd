package io.productcatalog.system.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The environment variables that a service is given, against those that it has. */
final class ServiceEnvironment {

    private ServiceEnvironment() {}

    /** Of a workload's first container: its own variables and those of its ConfigMaps. What comes from a Secret is empty. */
    static Map<String, String> of(JsonNode workload, Documents documents) {
        Map<String, String> given = new HashMap<>();
        JsonNode container = Documents.container(workload);
        for (JsonNode source : container.path("envFrom")) {
            documents
                    .named("ConfigMap", source.at("/configMapRef/name").asText())
                    .path("data")
                    .properties()
                    .forEach(entry -> given.put(entry.getKey(), entry.getValue().asText()));
        }
        container
                .path("env")
                .forEach(variable -> given.put(
                        variable.path("name").asText(), variable.path("value").asText()));
        return given;
    }

    /** What the service would refuse, or take no notice of. */
    static List<String> problems(ConfigurationTable settings, Set<String> given) {
        List<String> problems = new ArrayList<>();
        for (String name : new TreeSet<>(given)) {
            if (!settings.defaults().containsKey(name) && !SpringProperties.knows(name)) {
                problems.add(name + " is no setting of the service");
            }
        }
        for (String name : settings.needed()) {
            if (!given.contains(name)) {
                problems.add(name + " is needed");
            }
        }
        return problems;
    }

    /** Nothing is forgotten: each setting is given somewhere or known to be left at its default. */
    static List<String> forgotten(ConfigurationTable settings, Set<String> givenAnywhere, Set<String> leftAtDefault) {
        List<String> problems = new ArrayList<>();
        for (String name : settings.defaults().keySet()) {
            if (givenAnywhere.contains(name) == leftAtDefault.contains(name)) {
                problems.add(name
                        + (givenAnywhere.contains(name) ? " is given" : " is not given")
                        + (leftAtDefault.contains(name) ? " and listed as left at its default" : " and not listed"));
            }
        }
        return problems;
    }
}
