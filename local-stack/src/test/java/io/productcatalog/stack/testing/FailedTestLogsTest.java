package io.productcatalog.stack.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailedTestLogsTest {

    @TempDir
    Path directory;

    @Test
    void theReportOfAFailureHoldsTheEndsOfAllLogsAndNoData() throws IOException {
        Path state = directory.resolve("state");
        write(state.resolve("1-shared/logs/kafka.log"), "first\n" + "between\n".repeat(100) + "last\n");
        write(state.resolve("1-shared/read/logs/postgres.log"), "could not bind");
        write(state.resolve("1-shared/kafka/catalog-0/00000.log"), "data");
        Path reports = directory.resolve("reports");

        new FailedTestLogs(state, reports).report("works() of a.b.StackIT", "java.lang.AssertionError: it did not");

        assertThat(contentOf(reports.resolve("works-of-a.b.StackIT.txt").toFile()))
                .contains("works() of a.b.StackIT", "it did not", "kafka.log", "last", "could not bind")
                .doesNotContain("first", "data");
    }

    @Test
    void aThreadDumpIsThereAsAWhole() throws IOException {
        Path state = directory.resolve("state");
        String stack = "\tat some.Frame\n".repeat(500);
        write(state.resolve("1-shared/logs/service.log"), "begin\nFull thread dump\n\"main\"\n" + stack + "end\n");
        Path reports = directory.resolve("reports");

        new FailedTestLogs(state, reports).report("stops() of a.b.StackIT", "it did not");

        assertThat(contentOf(reports.resolve("stops-of-a.b.StackIT.txt").toFile()))
                .contains("\"main\"", "end")
                .doesNotContain("begin");
    }

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
