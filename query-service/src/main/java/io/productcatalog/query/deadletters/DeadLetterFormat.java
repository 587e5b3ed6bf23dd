package io.productcatalog.query.deadletters;

import org.apache.kafka.common.header.Header;

/** How a letter is written for an operator. */
final class DeadLetterFormat {

    private static final int SHORT = 100;
    private static final int LONG = 4096;

    private DeadLetterFormat() {}

    /** Address, time, key, origin and cause, separated by tabs. */
    static String line(DeadLetterRecord letter) {
        return String.join(
                "\t",
                letter.address().toString(),
                letter.time().toString(),
                TerminalText.text(letter.record().key(), SHORT),
                TerminalText.text(letter.origin(), SHORT),
                TerminalText.text(letter.cause(), LONG));
    }

    /** Everything but the event. */
    static String whole(DeadLetterRecord letter) {
        StringBuilder text = new StringBuilder();
        text.append("address  ").append(letter.address()).append('\n');
        text.append("time     ").append(letter.time()).append('\n');
        text.append("origin   ")
                .append(TerminalText.text(letter.origin(), LONG))
                .append('\n');
        text.append("cause    ").append(TerminalText.text(letter.cause(), LONG)).append('\n');
        text.append("key      ")
                .append(TerminalText.text(letter.record().key(), LONG))
                .append('\n');
        text.append("headers\n");
        for (Header header : letter.record().headers()) {
            text.append("  ").append(TerminalText.text(header.key(), LONG)).append(": ");
            text.append(TerminalText.text(header.value(), LONG)).append('\n');
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
