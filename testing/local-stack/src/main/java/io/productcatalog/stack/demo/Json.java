package io.productcatalog.stack.demo;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A writer of one JSON object, whose members keep the order in which they are added. */
final class Json {

    private final StringBuilder out = new StringBuilder("{");

    Json text(String name, String value) {
        return raw(name, quoted(value));
    }

    /** Adds a member whose value is JSON already. */
    Json raw(String name, String json) {
        if (out.length() > 1) {
            out.append(',');
        }
        out.append(quoted(name)).append(':').append(json);
        return this;
    }

    String end() {
        return out.append('}').toString();
    }

    static String array(Stream<String> elements) {
        return elements.collect(Collectors.joining(",", "[", "]"));
    }

    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                quoted.append('\\').append((char) c);
            } else if (c < ' ') {
                quoted.append("\\u%04x".formatted(c));
            } else {
                quoted.append((char) c);
            }
        });
        return quoted.append('"').toString();
    }
}
