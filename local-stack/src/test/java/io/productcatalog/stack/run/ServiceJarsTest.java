package io.productcatalog.stack.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.productcatalog.stack.settings.StackFiles;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceJarsTest {

    @TempDir
    Path directory;

    @Test
    void aBuildDoesNotReachWhatRunsUntilTheNextStart() throws Exception {
        StackFiles files = new StackFiles(directory.resolve("project"), directory.resolve("state"));
        build(files, "first");
        ServiceJars running = ServiceJars.copy(files);

        build(files, "second");
        assertThat(running.command()).hasContent("first");
        assertThat(running.query()).hasContent("first");

        assertThat(ServiceJars.copy(files)).isEqualTo(running);
        assertThat(running.command()).hasContent("second");
    }

    private static void build(StackFiles files, String content) throws Exception {
        for (String jar : new String[] {StackFiles.COMMAND_SERVICE_JAR, StackFiles.QUERY_SERVICE_JAR}) {
            Path file = files.project().resolve(jar);
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        }
    }
}
