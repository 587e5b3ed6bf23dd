package io.productcatalog.command.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The entity tags in a header If-Match or If-None-Match (<a href="https://www.rfc-editor.org/rfc/rfc9110#section-8.8.3">RFC
 * 9110</a>). The tag of a product is its version: {@code "3"}. The query service's tag also names the content: {@code
 * "3-5f2a90c1"}. It stands for the same version, so a client may base a change on what the shop shows.
 */
final class EntityTags {

    /** One element of the list, or an empty element, which a recipient ignores (RFC 9110, 5.6.1.2). */
    private static final Pattern ELEMENT =
            Pattern.compile("[ \\t]*+(?:(W/)?+\"([\\x21\\x23-\\x7E\\x80-\\xFF]*+)\")?+[ \\t]*+");

    private record Tag(boolean weak, String text) {}

    private final boolean any;
    private final List<Tag> tags;

    private EntityTags(boolean any, List<Tag> tags) {
        this.any = any;
        this.tags = tags;
    }

    /**
     * Parses the header.
     *
     * @param lines the values of all fields of that name
     * @return empty if the header is malformed
     */
    static Optional<EntityTags> parse(List<String> lines) {
        String list = String.join(",", lines);
        if (list.strip().equals("*")) {
            return Optional.of(new EntityTags(true, List.of()));
        }
        List<Tag> tags = new ArrayList<>();
        Matcher element = ELEMENT.matcher(list);
        int at = 0;
        while (element.region(at, list.length()).lookingAt()) {
            if (element.group(2) != null) {
                tags.add(new Tag(element.group(1) != null, element.group(2)));
            }
            if (element.end() == list.length()) {
                return Optional.of(new EntityTags(false, tags));
            }
            if (list.charAt(element.end()) != ',') {
                return Optional.empty();
            }
            at = element.end() + 1;
        }
        return Optional.empty();
    }

    /** Whether a change may be based on this version, by strong comparison: a weak tag matches nothing. */
    boolean allow(long version) {
        String plain = Long.toString(version);
        String prefix = plain + "-";
        return any
                || tags.stream()
                        .anyMatch(tag -> !tag.weak()
                                && (tag.text().equals(plain) || tag.text().startsWith(prefix)));
    }

    /** Whether the client has this version from this service, by weak comparison. */
    boolean contain(long version) {
        String plain = Long.toString(version);
        return any || tags.stream().anyMatch(tag -> tag.text().equals(plain));
    }
}
