package io.productcatalog.command.product.web;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.LongPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The versions that a client accepts, from its If-Match header (<a
 * href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1.1">RFC 9110</a>). A product's entity tag is its version.
 * Comparison is strong: weak tags, and tags that are no version of ours, match nothing.
 */
final class IfMatch {

    private static final Pattern TAG = Pattern.compile("(W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*)\"");
    private static final Pattern TAGS = Pattern.compile("\\s*" + TAG + "(\\s*,\\s*" + TAG + ")*\\s*");
    private static final Pattern VERSION = Pattern.compile("[1-9][0-9]{0,17}");

    private IfMatch() {}

    /** The accepted versions, or nothing when the header cannot be read. */
    static Optional<LongPredicate> parse(String header) {
        if (header.strip().equals("*")) {
            return Optional.of(version -> true);
        }
        if (!TAGS.matcher(header).matches()) {
            return Optional.empty();
        }
        long[] accepted = TAG.matcher(header)
                .results()
                .filter(tag -> tag.group(1) == null)
                .map(tag -> VERSION.matcher(tag.group(2)))
                .filter(Matcher::matches)
                .mapToLong(version -> Long.parseLong(version.group()))
                .toArray();
        return Optional.of(version -> Arrays.stream(accepted).anyMatch(one -> one == version));
    }
}
