package io.productcatalog.query.deadletters;

import java.util.HexFormat;
import org.apache.kafka.common.header.Header;

/** The text form of a dead letter for an operator. */
final class DeadLetterFormat {

    private static final int MAX_COLUMN_LENGTH = 100;
    private static final int MAX_FIELD_LENGTH = 4096;
    private static final int MAX_DUMP_BYTES = 4096;
    private static final int DUMP_BYTES_PER_LINE = 16;
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    private DeadLetterFormat() {}

    /** Formats one line: id, time, key, origin and cause, separated by tabs. */
    static String line(DeadLetterRecord deadLetter) {
        return String.join(
                "\t",
                deadLetter.id().toString(),
                deadLetter.time().toString(),
                TerminalText.text(deadLetter.record().key(), MAX_COLUMN_LENGTH),
                TerminalText.text(deadLetter.origin(), MAX_COLUMN_LENGTH),
                TerminalText.text(deadLetter.cause(), MAX_FIELD_LENGTH));
    }

    /** Formats everything except the decoded event, one field a line. */
    static String details(DeadLetterRecord deadLetter) {
        StringBuilder text = new StringBuilder();
        text.append("id       ").append(deadLetter.id()).append('\n');
        text.append("time     ").append(deadLetter.time()).append('\n');
        text.append("origin   ")
                .append(TerminalText.text(deadLetter.origin(), MAX_FIELD_LENGTH))
                .append('\n');
        text.append("cause    ")
                .append(TerminalText.text(deadLetter.cause(), MAX_FIELD_LENGTH))
                .append('\n');
        text.append("key      ")
                .append(TerminalText.text(deadLetter.record().key(), MAX_FIELD_LENGTH))
                .append('\n');
        text.append("headers\n");
        for (Header header : deadLetter.record().headers()) {
            text.append("  ")
                    .append(TerminalText.text(header.key(), MAX_FIELD_LENGTH))
                    .append(": ");
            text.append(TerminalText.text(header.value(), MAX_FIELD_LENGTH)).append('\n');
        }
        byte[] value = deadLetter.record().value();
        return value == null
                ? text.append("value    (none)\n").toString()
                : text.append("value    ")
                        .append(value.length)
                        .append(" bytes\n")
                        .append(hexDump(value))
                        .toString();
    }

    /** Formats the first 4 KiB as {@code hexdump -C} does. */
    static String hexDump(byte[] bytes) {
        StringBuilder dump = new StringBuilder();
        int end = Math.min(bytes.length, MAX_DUMP_BYTES);
        for (int from = 0; from < end; from += DUMP_BYTES_PER_LINE) {
            int to = Math.min(end, from + DUMP_BYTES_PER_LINE);
            dump.append("  %08x  %-47s  |".formatted(from, HEX.formatHex(bytes, from, to)));
            for (int i = from; i < to; i++) {
                dump.append(bytes[i] >= 0x20 && bytes[i] < 0x7f ? (char) bytes[i] : '.');
            }
            dump.append("|\n");
        }
        if (end < bytes.length) {
            dump.append("  (the first %d of %d bytes)\n".formatted(end, bytes.length));
        }
        return dump.toString();
    }
}
