package io.productcatalog.command.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The validator against the JDK's strict decoder. */
class Utf8ValidatorTest {

    @Test
    void everySequenceOfTwoBytesIsJudgedAsByTheJdk() {
        for (int first = 0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                isJudgedAsByTheJdk((byte) first, (byte) second);
            }
        }
    }

    /** Every lead byte with the continuation bytes at and beside the borders of their ranges. */
    @Test
    void everyLongerSequenceAtABorderIsJudgedAsByTheJdk() {
        int[] borders = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xFF};
        for (int lead = 0xC0; lead < 256; lead++) {
            for (int second : borders) {
                for (int third : borders) {
                    isJudgedAsByTheJdk((byte) lead, (byte) second, (byte) third);
                    for (int fourth : borders) {
                        isJudgedAsByTheJdk((byte) lead, (byte) second, (byte) third, (byte) fourth);
                    }
                }
            }
        }
    }

    @Test
    void aTextMayBeSplitAnywhere() throws CharacterCodingException {
        byte[] text = "a é € 😀 z".getBytes(StandardCharsets.UTF_8);
        Random random = new Random(1);
        for (int run = 0; run < 1_000; run++) {
            Utf8Validator validator = new Utf8Validator();
            int at = 0;
            while (at < text.length) {
                int length = Math.min(text.length - at, random.nextInt(4));
                validator.validate(text, at, length);
                at += length;
            }
            validator.end();
        }
    }

    private static void isJudgedAsByTheJdk(byte... bytes) {
        assertThat(isValid(bytes)).as(HexFormat.of().formatHex(bytes)).isEqualTo(isValidForTheJdk(bytes));
    }

    private static boolean isValid(byte[] bytes) {
        Utf8Validator validator = new Utf8Validator();
        try {
            byte[] moved = Arrays.copyOf(new byte[] {(byte) 0xFF}, bytes.length + 1);
            System.arraycopy(bytes, 0, moved, 1, bytes.length);
            validator.validate(moved, 1, bytes.length);
            validator.end();
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private static boolean isValidForTheJdk(byte[] bytes) {
        try {
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
