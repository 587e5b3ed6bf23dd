package io.productcatalog.stack.parts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessRecordTest {

    @TempDir
    Path directory;

    @Test
    void aRunningProcessIsFound() {
        ProcessRecord written = new ProcessRecord(directory.resolve("processes/this"));
        written.write(ProcessHandle.current());

        assertThat(written.alive()).contains(ProcessHandle.current());
    }

    @Test
    void aLaterProcessWithTheSamePidIsNotFound() throws Exception {
        ProcessRecord written = new ProcessRecord(directory.resolve("this"));
        Instant earlier =
                ProcessHandle.current().info().startInstant().orElseThrow().minus(Duration.ofMinutes(1));
        Files.writeString(written.file(), ProcessHandle.current().pid() + " " + earlier.toEpochMilli());

        assertThat(written.alive()).isEmpty();
    }

    @Test
    void aMissingOrDamagedRecordFindsNoProcess() throws Exception {
        ProcessRecord written = new ProcessRecord(directory.resolve("this"));
        assertThat(written.alive()).isEmpty();

        Files.writeString(written.file(), "half");
        assertThat(written.alive()).isEmpty();
    }
}
