package io.productcatalog.command.web;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** JSON Merge Patch: the algorithm of <a href="https://www.rfc-editor.org/rfc/rfc7396#section-2">RFC 7396</a>. */
final class MergePatch {

    private MergePatch() {}

    /** The target after the patch. Neither argument is modified. */
    static JsonNode apply(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            return patch;
        }
        ObjectNode result =
                target instanceof ObjectNode object ? object.deepCopy() : JsonNodeFactory.instance.objectNode();
        changes.properties().forEach(change -> {
            String name = change.getKey();
            if (change.getValue().isNull()) {
                result.remove(name);
            } else {
                JsonNode before = result.path(name);
                result.set(name, apply(before, change.getValue()));
            }
        });
        return result;
    }
}
