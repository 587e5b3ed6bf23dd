package io.productcatalog.stack.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvFileTest {

    private static final String AWKWARD = "it's $HOME `id` \"quoted\" \\ and\ntwo lines";

    @TempDir
    Path directory;

    @Test
    void aShellReadsEveryValueAsItIs() throws Exception {
        Path file = directory.resolve("env");
        EnvFile.write(file, Map.of("AWKWARD", AWKWARD));

        Process shell = new ProcessBuilder("sh", "-c", ". '" + file + "' && printf %s \"$AWKWARD\"").start();

        assertThat(new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                .isEqualTo(AWKWARD);
    }

    @Test
    void theValuesAreReadAsTheyWereWritten() throws Exception {
        Path file = directory.resolve("env");
        Map<String, String> values = Map.of("AWKWARD", AWKWARD, "EMPTY", "", "CATALOG_KAFKA_PID", "4711");
        EnvFile.write(file, values);

        assertThat(EnvFile.read(file)).isEqualTo(values);
    }

    @Test
    void onlyItsOwnerMayReadIt() throws Exception {
        Path file = directory.resolve("env");
        EnvFile.write(file, Map.of("CATALOG_ADMIN_TOKEN", "secret"));

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }
}
