package io.productcatalog.query.http;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A buffer of lines of JSON in UTF-8 with a fixed capacity. A line that does not fit is left out as a whole. It creates
 * no objects for a line, because every request writes one.
 */
final class JsonLineBuffer {

    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_CHARACTER_BYTES = 6;
    private static final int MAX_LONG_BYTES = 20;

    private final byte[] bytes;
    private final byte[] digits = new byte[MAX_LONG_BYTES];
    private int lineStart;
    private int length;
    private boolean overflow;

    JsonLineBuffer(int capacity) {
        bytes = new byte[capacity];
    }

    /** Adds bytes that are JSON already. */
    JsonLineBuffer raw(byte[] json) {
        if (fits(json.length)) {
            System.arraycopy(json, 0, bytes, length, json.length);
            length += json.length;
        }
        return this;
    }

    /** Adds the characters of a string, escaped for JSON and without quotes. */
    JsonLineBuffer text(String text) {
        if (!fits(text.length() * MAX_CHARACTER_BYTES)) {
            return this;
        }
        for (int i = 0; i < text.length(); i++) {
            char character = text.charAt(i);
            if (character >= 0x20 && character < 0x7f && character != '"' && character != '\\') {
                bytes[length++] = (byte) character;
            } else {
                escape(character);
            }
        }
        return this;
    }

    private void escape(char character) {
        bytes[length++] = '\\';
        bytes[length++] = 'u';
        for (int shift = 12; shift >= 0; shift -= 4) {
            bytes[length++] = HEX[character >> shift & 0xf];
        }
    }

    /** Adds a number that is greater than {@code Long.MIN_VALUE}. */
    JsonLineBuffer number(long number) {
        if (number < 0) {
            text("-");
        }
        long rest = Math.abs(number);
        int first = digits.length;
        do {
            digits[--first] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        return digits(first);
    }

    /** Adds a number with leading zeros. */
    JsonLineBuffer number(int number, int width) {
        int rest = number;
        for (int i = digits.length - 1; i >= digits.length - width; i--) {
            digits[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        return digits(digits.length - width);
    }

    private JsonLineBuffer digits(int first) {
        int count = digits.length - first;
        if (fits(count)) {
            System.arraycopy(digits, first, bytes, length, count);
            length += count;
        }
        return this;
    }

    /** Ends the line and returns whether it fitted. */
    boolean endLine() {
        if (fits(1)) {
            bytes[length++] = '\n';
        }
        boolean complete = !overflow;
        length = complete ? length : lineStart;
        lineStart = length;
        overflow = false;
        return complete;
    }

    private boolean fits(int more) {
        overflow |= length + more > bytes.length;
        return !overflow;
    }

    boolean isEmpty() {
        return length == 0;
    }

    boolean isHalfFull() {
        return length > bytes.length / 2;
    }

    /** Writes all lines to the output and leaves the buffer empty. */
    void drainTo(PrintStream output) {
        output.write(bytes, 0, length);
        output.flush();
        length = 0;
        lineStart = 0;
    }
}
