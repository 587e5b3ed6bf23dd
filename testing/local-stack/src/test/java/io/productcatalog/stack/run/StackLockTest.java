package io.productcatalog.stack.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.productcatalog.stack.parts.JavaProgram;
import io.productcatalog.stack.settings.SettingsProblem;
import io.productcatalog.stack.settings.StackFiles;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackLockTest {

    @TempDir
    Path state;

    @Test
    void aSecondStackInADirectoryIsRefusedWhileTheFirstRuns() throws Exception {
        StackFiles files = new StackFiles(state, state);
        Process first = new ProcessBuilder(
                        JavaProgram.path(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        state.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try {
            assertThat(new String(first.getInputStream().readNBytes(4), StandardCharsets.US_ASCII))
                    .isEqualTo("held");

            assertThatThrownBy(() -> StackLock.take(files))
                    .isInstanceOf(SettingsProblem.class)
                    .hasMessageContainingAll("already runs", "process " + first.pid(), "CATALOG_STATE_DIR");
        } finally {
            first.destroyForcibly().waitFor();
        }
        assertThatCode(() -> StackLock.take(files).release()).doesNotThrowAnyException();
    }

    /** Holds the lock in a process of its own, since a JVM does not lock itself out. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] arguments) throws Exception {
            Path state = Path.of(arguments[0]);
            StackFiles files = new StackFiles(state, state);
            StackLock lock = StackLock.take(files);
            files.launcher().write(ProcessHandle.current());
            System.gc();
            System.out.print("held");
            System.out.flush();
            System.in.read();
            lock.release();
        }
    }
}
