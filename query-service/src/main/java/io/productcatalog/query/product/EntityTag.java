package io.productcatalog.query.product;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The strong entity tag of a product: its version in quotes.
 *
 * @param value the tag as in the header {@code ETag}
 */
record EntityTag(String value) {

    private static final Pattern LISTED =
            Pattern.compile("\\G[\\s,]*(?:W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")\\s*(?=,|$)");

    static EntityTag of(long version) {
        return new EntityTag("\"" + version + "\"");
    }

    /**
     * Returns whether the header {@code If-None-Match} contains this tag by weak comparison (RFC 9110, section 13.1.2).
     *
     * @param ifNoneMatch the header's values; malformed parts match no tag
     */
    boolean isAmong(List<String> ifNoneMatch) {
        for (String header : ifNoneMatch) {
            if (header.strip().equals("*")) {
                return true;
            }
            Matcher listed = LISTED.matcher(header);
            while (listed.find()) {
                if (listed.group(1).equals(value)) {
                    return true;
                }
            }
        }
        return false;
    }
}
