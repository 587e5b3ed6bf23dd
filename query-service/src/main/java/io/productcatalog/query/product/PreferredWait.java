package io.productcatalog.query.product;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The parser of the preference {@code wait} in the header {@code Prefer} (RFC 7240, section 4.3). */
final class PreferredWait {

    private static final Duration DEFAULT = Duration.ofSeconds(2);
    private static final BigInteger MAX_SECONDS = BigInteger.TEN;
    private static final Pattern WAIT = Pattern.compile("(?i)\\s*wait\\s*(?:[=;].*)?");
    private static final Pattern SECONDS = Pattern.compile("[^=;]*=\\s*(?:([0-9]+)|\"([0-9]+)\")\\s*(?:;.*)?");

    private PreferredWait() {}

    /**
     * Returns how long the client prefers to wait, in whole seconds. The first {@code wait} counts. The wait is 2
     * seconds if there is none or if it is malformed, and at most 10 seconds.
     *
     * @param prefer the header's values
     */
    static Duration of(List<String> prefer) {
        for (String header : prefer) {
            for (String preference : preferences(header)) {
                if (WAIT.matcher(preference).matches()) {
                    return seconds(preference);
                }
            }
        }
        return DEFAULT;
    }

    private static Duration seconds(String preference) {
        Matcher value = SECONDS.matcher(preference);
        if (!value.matches()) {
            return DEFAULT;
        }
        BigInteger seconds = new BigInteger(value.group(1) == null ? value.group(2) : value.group(1));
        return Duration.ofSeconds(seconds.min(MAX_SECONDS).intValue());
    }

    /** Splits a header at its commas, except those in quoted strings. */
    private static List<String> preferences(String header) {
        List<String> preferences = new ArrayList<>();
        boolean quoted = false;
        int begin = 0;
        for (int i = 0; i < header.length(); i++) {
            char character = header.charAt(i);
            if (character == '"') {
                quoted = !quoted;
            } else if (character == '\\' && quoted) {
                i++;
            } else if (character == ',' && !quoted) {
                preferences.add(header.substring(begin, i));
                begin = i + 1;
            }
        }
        preferences.add(header.substring(begin));
        return preferences;
    }
}
