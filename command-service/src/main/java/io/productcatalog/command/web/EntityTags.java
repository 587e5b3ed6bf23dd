package io.productcatalog.command.web;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parser of the If-Match header (<a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1">RFC 9110</a>). The
 * entity tag of a product is its version. The comparison is strong: weak tags, and tags that are not a version, match
 * nothing.
 */
final class IfMatch {

    private static final Pattern TAG = Pattern.compile("\\s*+(W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*+)\"\\s*+");
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,17}");

    private IfMatch() {}

    /** A predicate that accepts the versions in the header. Empty if the header is malformed. */
    static Optional<LongPredicate> parse(String header) {
        if (header.strip().equals("*")) {
            return Optional.of(version -> true);
        }
        Set<Long> accepted = new HashSet<>();
        Matcher tag = TAG.matcher(header);
        for (int at = 0; ; at = tag.end() + 1) {
            if (at > header.length() || !tag.region(at, header.length()).lookingAt()) {
                return Optional.empty();
            }
            if (tag.group(1) == null && VERSION.matcher(tag.group(2)).matches()) {
                accepted.add(Long.parseLong(tag.group(2)));
            }
            if (tag.end() == header.length()) {
                return Optional.of(accepted::contains);
            }
            if (header.charAt(tag.end()) != ',') {
                return Optional.empty();
            }
        }
    }
}
