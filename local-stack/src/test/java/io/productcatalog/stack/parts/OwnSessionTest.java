package io.productcatalog.stack.parts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnSessionTest {

    /** Tells its pid and its process group, which is that of a session's first process. */
    private static final List<String> TELL = List.of("sh", "-c", "ps -o pid= -o pgid= -p $$", "an unused 'argument'");

    @ParameterizedTest
    @ValueSource(strings = {"setsid", "perl"})
    void aProgramLeadsItsOwnSessionWithTheProgramThatIsThere(String prefix) throws Exception {
        assumeThat(runs(prefix)).isTrue();
        assumeThat(runs("ps")).isTrue();
        Process process = new ProcessBuilder(OwnSession.of(TELL, prefix::equals)).start();

        String[] pidAndGroup = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .strip()
                .split(" +");

        assertThat(pidAndGroup).containsOnly(Long.toString(process.pid()));
    }

    @Test
    void withoutSuchAProgramTheCommandIsRunAsItIs() {
        assertThat(OwnSession.of(TELL, program -> false)).isEqualTo(TELL);
    }

    private static boolean runs(String program) throws Exception {
        return new ProcessBuilder("sh", "-c", "command -v " + program).start().waitFor() == 0;
    }
}
