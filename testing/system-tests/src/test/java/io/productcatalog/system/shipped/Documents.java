package io.productcatalog.system.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** YAML documents. Duplicate keys are refused. */
record Documents(List<JsonNode> all) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    static Documents of(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        return new Documents(StreamSupport.stream(
                        new Yaml(new SafeConstructor(options)).loadAll(text).spliterator(), false)
                .filter(Objects::nonNull)
                .<JsonNode>map(JSON::valueToTree)
                .toList());
    }

    /** Returns the first document, for files with one document. */
    static JsonNode single(String text) {
        return of(text).all().getFirst();
    }

    Stream<JsonNode> ofKind(String... kinds) {
        return all.stream().filter(document -> List.of(kinds).contains(kind(document)));
    }

    /** Returns the document of this kind and name. Generated names have a hash as suffix. */
    JsonNode named(String kind, String name) {
        return ofKind(kind)
                .filter(document ->
                        name(document).equals(name) || name(document).startsWith(name + "-"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no " + kind + " " + name));
    }

    /** Returns the Deployments, StatefulSets and Jobs. */
    Stream<JsonNode> workloads() {
        return ofKind("Deployment", "StatefulSet", "Job");
    }

    static Stream<JsonNode> elements(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static String kind(JsonNode document) {
        return document.path("kind").asText();
    }

    static String name(JsonNode document) {
        return document.at("/metadata/name").asText();
    }

    static String label(JsonNode document) {
        return kind(document) + " " + name(document);
    }

    static JsonNode pod(JsonNode workload) {
        return workload.at("/spec/template/spec");
    }

    static JsonNode container(JsonNode workload) {
        return pod(workload).at("/containers/0");
    }
}
