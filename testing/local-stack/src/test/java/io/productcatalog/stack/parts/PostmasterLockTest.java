package io.productcatalog.stack.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostmasterLockTest {

    @TempDir
    Path directory;

    @Test
    void thePidOfAnotherProgramIsReplacedAndTheRestIsUnchanged() throws Exception {
        Path file = directory.resolve("postmaster.pid");
        Files.writeString(file, "1\n/data\n4711\n");

        new PostmasterLock(file).disownIfStale();

        assertThat(file).hasContent(ProcessHandle.current().pid() + "\n/data\n4711\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "half a", "99999999999999999999"})
    void aDamagedFileIsReportedAndLeftUnchanged(String content) throws Exception {
        Path file = directory.resolve("postmaster.pid");
        Files.writeString(file, content);

        assertThatThrownBy(() -> new PostmasterLock(file).disownIfStale())
                .isInstanceOf(PartFailure.class)
                .hasMessageContaining(file + " is damaged");
        assertThat(Files.readString(file)).isEqualTo(content);
    }

    @Test
    void aMissingFileIsNoProblem() {
        Path file = directory.resolve("postmaster.pid");

        new PostmasterLock(file).disownIfStale();

        assertThat(file).doesNotExist();
    }
}
