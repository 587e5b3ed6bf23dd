package io.productcatalog.system.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The check that a service gets exactly the environment variables that it knows and needs. */
final class ServiceEnvironment {

    private ServiceEnvironment() {}

    /**
     * Returns the variables of a workload's first container, with those of its ConfigMaps. Values from Secrets are
     * empty.
     */
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

    /** Returns the variables that the service does not know, and the needed ones that are missing. */
    static List<String> problems(ConfigurationTable settings, Set<String> given) {
        List<String> problems = new ArrayList<>();
        for (String name : new TreeSet<>(given)) {
            if (!settings.defaults().containsKey(name) && !SpringProperties.knows(name)) {
                problems.add(name + " is not a setting of the service");
            }
        }
        for (String name : settings.needed()) {
            if (!given.contains(name)) {
                problems.add(name + " is needed");
            }
        }
        return problems;
    }

    /** Returns the settings that are neither given anywhere nor listed as left at their default, or both. */
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
