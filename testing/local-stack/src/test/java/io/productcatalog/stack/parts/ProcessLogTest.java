package io.productcatalog.stack.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessLogTest {

    @TempDir
    Path directory;

    @Test
    void theEndOfALongLogIsItsLast15Lines() throws Exception {
        Path file = directory.resolve("long.log");
        Files.writeString(
                file,
                IntStream.range(0, 100_000).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining()));

        assertThat(new ProcessLog(file).end().lines())
                .hasSize(16)
                .contains("line 99985", "line 99999")
                .doesNotContain("line 99984");
    }

    @Test
    void theEndOfAnEndlessLineIsItsLast64KiB() throws Exception {
        Path file = directory.resolve("line.log");
        Files.writeString(file, "x".repeat(1_000_000));

        assertThat(new ProcessLog(file).end().lines().skip(1)).containsExactly("x".repeat(65_536));
    }

    @Test
    void theEndOfAnEmptyLogIsEmpty() throws Exception {
        Path file = Files.createFile(directory.resolve("empty.log"));

        assertThat(new ProcessLog(file).end()).endsWith("empty.log:\n");
    }
}
