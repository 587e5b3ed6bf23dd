package io.productcatalog.query.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DeadLetterFormatTest {

    @Test
    void aHexDumpShowsTheFirst4KiB() {
        assertThat(DeadLetterFormat.hexDump("\u0000Avro, 17 bytes..".getBytes(UTF_8)))
                .isEqualTo("""
                          00000000  00 41 76 72 6f 2c 20 31 37 20 62 79 74 65 73 2e  |.Avro, 17 bytes.|
                          00000010  2e                                               |.|
                        """.indent(0));
        assertThat(DeadLetterFormat.hexDump(new byte[5000]).lines())
                .hasSize(257)
                .last()
                .isEqualTo("  (the first 4096 of 5000 bytes)");
    }
}
