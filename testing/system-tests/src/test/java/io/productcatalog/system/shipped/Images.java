package io.productcatalog.system.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The check that every image has a version or a digest. */
final class Images {

    private static final Pattern PINNED = Pattern.compile(".+(@sha256:[0-9a-f]{64}|:v?\\d[\\w.-]*)");

    private Images() {}

    static List<String> problems(JsonNode tree) {
        return Stream.concat(tree.findValues("image").stream(), tree.findValues("imageName").stream())
                .filter(JsonNode::isTextual)
                .map(JsonNode::asText)
                .filter(image -> !PINNED.matcher(image).matches())
                .map(image -> image + " has neither a version nor a digest")
                .toList();
    }
}
