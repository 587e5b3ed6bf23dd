package io.productcatalog.stack.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.contentOf;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.AbstractTestDescriptor;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.launcher.TestIdentifier;

class FailedTestLogsTest {

    private static final UniqueId FIRST_CLASS = UniqueId.parse("[engine:junit-jupiter]/[class:a.b.FirstIT]");

    @TempDir
    Path directory;

    @Test
    void theReportOfAFailureHoldsTheEndsOfAllLogsAndNoData() throws IOException {
        Path state = directory.resolve("state");
        write(state.resolve("1-shared/logs/kafka.log"), "first\n" + "between\n".repeat(100) + "last\n");
        write(state.resolve("1-shared/read/logs/postgres.log"), "could not bind");
        write(state.resolve("1-shared/kafka/catalog-0/00000.log"), "data");
        Path reports = directory.resolve("reports");

        new FailedTestLogs(state, reports)
                .report("works() of a.b.StackIT", "java.lang.AssertionError: it did not", Instant.EPOCH);

        assertThat(contentOf(reports.resolve("works-of-a.b.StackIT.txt").toFile()))
                .contains("works() of a.b.StackIT", "it did not", "kafka.log", "last", "could not bind")
                .doesNotContain("first", "data");
    }

    @Test
    void aThreadDumpIsReportedCompletely() throws IOException {
        Path state = directory.resolve("state");
        String stack = "\tat some.Frame\n".repeat(500);
        write(state.resolve("1-shared/logs/service.log"), "begin\nFull thread dump\n\"main\"\n" + stack + "end\n");
        Path reports = directory.resolve("reports");

        new FailedTestLogs(state, reports).report("stops() of a.b.StackIT", "it did not", Instant.EPOCH);

        assertThat(contentOf(reports.resolve("stops-of-a.b.StackIT.txt").toFile()))
                .contains("\"main\"", "end")
                .doesNotContain("begin");
    }

    @Test
    void theLogsOfAClassAreReportedAlthoughAnotherClassBeganLater() throws Exception {
        Path state = directory.resolve("state");
        Path reports = directory.resolve("reports");
        Path before = write(state.resolve("1-shared/logs/before.log"), "before");
        Files.setLastModifiedTime(before, FileTime.from(Instant.now().minusSeconds(60)));
        FailedTestLogs logs = new FailedTestLogs(state, reports);
        logs.executionStarted(identifier(FIRST_CLASS, ClassSource.from("a.b.FirstIT")));
        Path during = write(state.resolve("1-shared/logs/during.log"), "during");
        Instant written = Instant.now();
        Files.setLastModifiedTime(during, FileTime.from(written));
        await("a later time of the clock").until(() -> Instant.now().isAfter(written));
        logs.executionStarted(identifier(
                UniqueId.parse("[engine:junit-jupiter]/[class:a.b.SecondIT]"), ClassSource.from("a.b.SecondIT")));

        logs.executionFinished(
                identifier(FIRST_CLASS.append("method", "works()"), MethodSource.from("a.b.FirstIT", "works")),
                TestExecutionResult.failed(new AssertionError("it did not")));

        assertThat(contentOf(reports.resolve("works-of-a.b.FirstIT.txt").toFile()))
                .contains("it did not", "during")
                .doesNotContain("before");
    }

    private static TestIdentifier identifier(UniqueId id, TestSource source) {
        String name = id.getLastSegment().getValue();
        return TestIdentifier.from(new AbstractTestDescriptor(id, name, source) {
            @Override
            public Type getType() {
                return Type.TEST;
            }
        });
    }

    private static Path write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }
}
