package io.productcatalog.query.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTextTest {

    @Test
    void charactersThatAreNotVisibleAreEscaped() {
        assertThat(TerminalText.text("a\u001b[31m\n\t\u0000\u202e\u2028\\é😀", 100))
                .isEqualTo("a\\u001b[31m\\u000a\\u0009\\u0000\\u202e\\u2028\\\\é😀");
        assertThat(TerminalText.json("{\"a\":\"\\u001b\u202e\"}")).isEqualTo("{\"a\":\"\\u001b\\u202e\"}");
    }

    @Test
    void bytesAreTextIfTheyAreUtf8AndHexadecimalOtherwise() {
        assertThat(TerminalText.text("ü".getBytes(UTF_8), 100)).isEqualTo("ü");
        assertThat(TerminalText.text(new byte[] {0x41, (byte) 0xff}, 100)).isEqualTo("0x41ff");
        assertThat(TerminalText.text((byte[]) null, 100)).isEqualTo("(none)");
    }

    @Test
    void longTextIsTruncated() {
        assertThat(TerminalText.text("abc", 2)).isEqualTo("ab…");
        assertThat(TerminalText.text(new byte[] {(byte) 0xff, 1, 2}, 2)).isEqualTo("0xff01…");
    }
}
