package io.productcatalog.query.product;

import io.productcatalog.query.documents.Document;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The strong entity tag of a document: the product's version and the checksum of the JSON, such as {@code
 * "3-5f2a90c1"}. The checksum changes when a rebuilt read model renders the same version differently.
 *
 * @param value the tag as in the header {@code ETag}
 */
record EntityTag(String value) {

    private static final Pattern LISTED =
            Pattern.compile("\\G[\\s,]*(W/)?(\"[\\x21\\x23-\\x7e\\x80-\\xff]*\")\\s*(?=,|$)");

    static EntityTag of(Document document) {
        return new EntityTag("\"" + document.version() + "-" + HexFormat.of().toHexDigits(document.checksum()) + "\"");
    }

    /**
     * Returns whether the header {@code If-None-Match} contains this tag by weak comparison (RFC 9110, section 13.1.2).
     *
     * @param ifNoneMatch the header's values; malformed parts match no tag
     */
    boolean isAmong(List<String> ifNoneMatch) {
        return isAmong(ifNoneMatch, true);
    }

    /**
     * Returns whether the header {@code If-Match} contains this tag by strong comparison (RFC 9110, section 13.1.1).
     *
     * @param ifMatch the header's values; malformed parts match no tag
     */
    boolean isMatchedBy(List<String> ifMatch) {
        return isAmong(ifMatch, false);
    }

    private boolean isAmong(List<String> headers, boolean weakToo) {
        for (String header : headers) {
            if (header.strip().equals("*")) {
                return true;
            }
            Matcher listed = LISTED.matcher(header);
            while (listed.find()) {
                if (listed.group(2).equals(value) && (weakToo || listed.group(1) == null)) {
                    return true;
                }
            }
        }
        return false;
    }
}
