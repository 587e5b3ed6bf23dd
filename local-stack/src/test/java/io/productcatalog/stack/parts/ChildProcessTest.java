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

    private static final Duration LONG = Duration.ofSeconds(30);

    /** With a child of its own. */
    private static final String ENDLESS = "sleep 600 & wait";

    @TempDir
    Path directory;

    private ChildProcess child;

    @AfterEach
    void kill() {
        child.kill();
    }

    @Test
    void whatRunsToItsEndLeavesNoRecord() {
        start("true");

        assertThatCode(() -> child.toCompletion(LONG)).doesNotThrowAnyException();
        assertThat(ChildProcess.recordOf("child", directory).file()).doesNotExist();
    }

    @Test
    void aBadEndIsToldWithTheOutput() {
        start("echo why; exit 7");

        assertThatThrownBy(() -> child.toCompletion(LONG))
                .isInstanceOf(PartFailure.class)
                .hasMessageContainingAll("child ended with exit code 7", "why");
    }

    @Test
    void whatIsNotWaitedForAnyLongerIsKilledWithItsChildren() {
        start(ENDLESS);
        await().until(() -> child.process().descendants().count() == 1);
        ProcessHandle grandchild = child.process().descendants().findFirst().orElseThrow();

        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> child.toCompletion(LONG)).hasMessageContaining("child was not waited for");

        assertThat(Thread.interrupted()).isTrue();
        assertThat(child.isAlive()).isFalse();
        await().until(() -> !grandchild.isAlive());
    }

    @Test
    void whatTakesTooLongIsKilled() {
        start(ENDLESS);

        assertThatThrownBy(() -> child.toCompletion(Duration.ofMillis(1)))
                .hasMessageContaining("child had not ended after");
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void aLeftoverIsFoundByItsRecordAndStopped() {
        start(ENDLESS);

        assertThat(ChildProcess.stopLeftover("child", directory, LONG)).isTrue();

        assertThat(child.isAlive()).isFalse();
        assertThat(ChildProcess.stopLeftover("child", directory, LONG)).isFalse();
    }

    @Test
    void onlyWhatRunsIsPaused() {
        start("true");
        child.toCompletion(LONG);

        assertThatThrownBy(() -> child.pause())
                .isInstanceOf(PartFailure.class)
                .hasMessageContaining("could not be paused");
    }

    @Test
    void whatIsAskedForItsThreadsGoesOn() {
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
