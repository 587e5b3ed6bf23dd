package io.productcatalog.query.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TerminalTextTest {

    @Test
    void whatIsNotVisibleIsEscaped() {
        assertThat(TerminalText.text("a\u001b[31m\n\t\u0000\u202e\u2028\\é😀", 100))
                .isEqualTo("a\\u001b[31m\\u000a\\u0009\\u0000\\u202e\\u2028\\\\é😀");
        assertThat(TerminalText.json("{\"a\":\"\\u001b\u202e\"}")).isEqualTo("{\"a\":\"\\u001b\\u202e\"}");
    }

    @Test
    void bytesAreTextWhenTheyAreUtf8AndHexadecimalWhenNot() {
        assertThat(TerminalText.text("ü".getBytes(UTF_8), 100)).isEqualTo("ü");
        assertThat(TerminalText.text(new byte[] {0x41, (byte) 0xff}, 100)).isEqualTo("0x41ff");
        assertThat(TerminalText.text((byte[]) null, 100)).isEqualTo("(none)");
    }

    @Test
    void whatIsLongIsCut() {
        assertThat(TerminalText.text("abc", 2)).isEqualTo("ab…");
        assertThat(TerminalText.text(new byte[] {(byte) 0xff, 1, 2}, 2)).isEqualTo("0xff01…");
    }

    @Test
    void aDumpShowsTheFirst4KiB() {
        assertThat(HexDump.of("\u0000Avro, 17 bytes..".getBytes(UTF_8))).isEqualTo("""
                          00000000  00 41 76 72 6f 2c 20 31 37 20 62 79 74 65 73 2e  |.Avro, 17 bytes.|
                          00000010  2e                                               |.|
                        """.indent(0));
        assertThat(HexDump.of(new byte[5000]).lines())
                .hasSize(257)
                .last()
                .isEqualTo("  (the first 4096 of 5000 bytes)");
    }
}
