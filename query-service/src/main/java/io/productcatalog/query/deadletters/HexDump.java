package io.productcatalog.query.deadletters;

import java.util.HexFormat;

/** Bytes as {@code hexdump -C} shows them. */
final class HexDump {

    static final int MAX_BYTES = 4096;
    private static final int BYTES_A_LINE = 16;
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    private HexDump() {}

    /** The first 4 KiB, in lines. */
    static String of(byte[] bytes) {
        StringBuilder dump = new StringBuilder();
        int end = Math.min(bytes.length, MAX_BYTES);
        for (int from = 0; from < end; from += BYTES_A_LINE) {
            int to = Math.min(end, from + BYTES_A_LINE);
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
