package io.productcatalog.stack.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

    private static final Duration LONG_TIMEOUT = Duration.ofSeconds(30);

    /** Does not end, and has a child of its own. */
    private static final String ENDLESS_SCRIPT = "sleep 600 & wait";

    @TempDir
    Path directory;

    private ChildProcess child;

    @AfterEach
    void kill() {
        child.kill();
    }

    @Test
    void aProgramThatHasEndedLeavesNoRecord() {
        start("true");

        assertThatCode(() -> child.toCompletion(LONG_TIMEOUT)).doesNotThrowAnyException();
        assertThat(ChildProcess.recordOf("child", directory).file()).doesNotExist();
    }

    @Test
    void aFailureIsReportedWithTheOutput() {
        start("echo why; exit 7");

        assertThatThrownBy(() -> child.toCompletion(LONG_TIMEOUT))
                .isInstanceOf(PartFailure.class)
                .hasMessageContainingAll("child ended with exit code 7", "why");
    }

    @Test
    void anInterruptedWaitKillsTheProgramAndItsChildren() {
        start(ENDLESS_SCRIPT);
        await().until(() -> child.process().descendants().count() == 1);
        ProcessHandle grandchild = child.process().descendants().findFirst().orElseThrow();

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> child.toCompletion(LONG_TIMEOUT))
                .hasMessageContaining("child had not ended when the wait was interrupted");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(child.isAlive()).isFalse();
        await().until(() -> !grandchild.isAlive());
    }

    @Test
    void aProgramThatTakesTooLongIsKilled() {
        start(ENDLESS_SCRIPT);

        assertThatThrownBy(() -> child.toCompletion(Duration.ofMillis(1)))
                .hasMessageContaining("child had not ended after");
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void aLeftoverIsFoundByItsRecordAndStopped() {
        start(ENDLESS_SCRIPT);

        assertThat(ChildProcess.stopLeftover("child", directory, LONG_TIMEOUT)).isTrue();

        assertThat(child.isAlive()).isFalse();
        assertThat(ChildProcess.stopLeftover("child", directory, LONG_TIMEOUT)).isFalse();
    }

    @Test
    void onlyARunningProgramIsPaused() {
        start("true");
        child.toCompletion(LONG_TIMEOUT);

        assertThatThrownBy(() -> child.pause())
                .isInstanceOf(PartFailure.class)
                .hasMessageContaining("could not be paused");
    }

    @Test
    void aProgramKeepsRunningAfterAThreadDump() {
        start("trap 'echo asked' QUIT; echo ready; while true; do sleep 0.1; done");
        await().until(() -> child.log().end().contains("ready"));

        child.dumpThreads();

        await().until(() -> child.log().end().contains("asked"));
        assertThat(child.isAlive()).isTrue();
    }

    private void start(String script) {
        child = ChildProcess.start("child", directory, List.of("sh", "-c", script), Map.of());
    }
}
