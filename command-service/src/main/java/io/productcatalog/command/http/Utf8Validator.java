package io.productcatalog.command.http;

import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;

/**
 * A validator of UTF-8 that arrives in pieces, by table 3-7 of the <a
 * href="https://www.unicode.org/versions/latest/core-spec/chapter-3/#G27506">Unicode Standard</a>. JSON is UTF-8 (RFC
 * 8259, 8.1), but Jackson also accepts longer forms of a character and encoded halves of a surrogate pair.
 */
final class Utf8Validator {

    private static final int MIN_CONTINUATION = 0x80;
    private static final int MAX_CONTINUATION = 0xBF;

    /** How many continuation bytes the current character still has. */
    private int missing;

    /** The range of the next continuation byte. */
    private int min = MIN_CONTINUATION;

    private int max = MAX_CONTINUATION;

    void validate(byte[] bytes, int offset, int length) throws CharacterCodingException {
        for (int i = offset; i < offset + length; i++) {
            int next = bytes[i] & 0xFF;
            if (missing > 0) {
                require(next >= min && next <= max);
                missing--;
                expect(missing, MIN_CONTINUATION, MAX_CONTINUATION);
            } else if (next >= MIN_CONTINUATION) {
                begin(next);
            }
        }
    }

    private void begin(int lead) throws CharacterCodingException {
        require(lead >= 0xC2 && lead <= 0xF4);
        switch (lead) {
            case 0xE0 -> expect(2, 0xA0, MAX_CONTINUATION);
            case 0xED -> expect(2, MIN_CONTINUATION, 0x9F);
            case 0xF0 -> expect(3, 0x90, MAX_CONTINUATION);
            case 0xF4 -> expect(3, MIN_CONTINUATION, 0x8F);
            default -> expect(lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3, MIN_CONTINUATION, MAX_CONTINUATION);
        }
    }

    private void expect(int continuationBytes, int from, int to) {
        missing = continuationBytes;
        min = from;
        max = to;
    }

    /** Validates that the last character is complete. */
    void end() throws CharacterCodingException {
        require(missing == 0);
    }

    private static void require(boolean valid) throws CharacterCodingException {
        if (!valid) {
            throw new MalformedInputException(1);
        }
    }
}
