package io.productcatalog.query.deadletters;

import org.apache.kafka.common.header.Header;

/** How a letter is written for an operator. */
final class LetterText {

    private static final int SHORT = 100;
    private static final int LONG = 4096;

    private LetterText() {}

    /** Address, time, key, origin and cause, separated by tabs. */
    static String line(Letter letter) {
        return String.join(
                "\t",
                letter.address().toString(),
                letter.time().toString(),
                Printable.text(letter.record().key(), SHORT),
                Printable.text(letter.origin(), SHORT),
                Printable.text(letter.cause(), LONG));
    }

    /** Everything but the event. */
    static String whole(Letter letter) {
        StringBuilder text = new StringBuilder();
        text.append("address  ").append(letter.address()).append('\n');
        text.append("time     ").append(letter.time()).append('\n');
        text.append("origin   ").append(Printable.text(letter.origin(), LONG)).append('\n');
        text.append("cause    ").append(Printable.text(letter.cause(), LONG)).append('\n');
        text.append("key      ")
                .append(Printable.text(letter.record().key(), LONG))
                .append('\n');
        text.append("headers\n");
        for (Header header : letter.record().headers()) {
            text.append("  ").append(Printable.text(header.key(), LONG)).append(": ");
            text.append(Printable.text(header.value(), LONG)).append('\n');
        }
        byte[] value = letter.record().value();
        return value == null
                ? text.append("value    (none)\n").toString()
                : text.append("value    ")
                        .append(value.length)
                        .append(" bytes\n")
                        .append(HexDump.of(value))
                        .toString();
    }
}
