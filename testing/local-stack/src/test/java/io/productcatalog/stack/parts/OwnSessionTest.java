package io.productcatalog.stack.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnSessionTest {

    /** Prints the pid and the process group, which is the pid of a session's first process. */
    private static final List<String> PRINT_PID_AND_GROUP =
            List.of("sh", "-c", "ps -o pid= -o pgid= -p $$", "an unused 'argument'");

    @ParameterizedTest
    @ValueSource(strings = {"setsid", "perl"})
    void aProgramLeadsItsOwnSessionWithEitherPrefix(String prefix) throws Exception {
        assumeThat(runs(prefix)).isTrue();
        assumeThat(runs("ps")).isTrue();
        Process process = new ProcessBuilder(OwnSession.of(PRINT_PID_AND_GROUP, prefix::equals)).start();

        String[] pidAndGroup = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .strip()
                .split(" +");

        assertThat(pidAndGroup).containsOnly(Long.toString(process.pid()));
    }

    @Test
    void withoutAPrefixTheCommandIsUnchanged() {
        assertThat(OwnSession.of(PRINT_PID_AND_GROUP, program -> false)).isEqualTo(PRINT_PID_AND_GROUP);
    }

    private static boolean runs(String program) throws Exception {
        return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
    }
}
