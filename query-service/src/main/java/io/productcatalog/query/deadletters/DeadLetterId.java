package io.productcatalog.query.deadletters;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The position of a dead letter in the dead-letter topic. Its text form is {@code PARTITION-OFFSET}. */
record DeadLetterId(int partition, long offset) {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,9})-([0-9]{1,18})");

    /** @throws IllegalArgumentException when the text has another form */
    static DeadLetterId parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not the PARTITION-OFFSET of a dead letter.");
        }
        return new DeadLetterId(Integer.parseInt(parts.group(1)), Long.parseLong(parts.group(2)));
    }

    @Override
    public String toString() {
        return partition + "-" + offset;
    }
}
