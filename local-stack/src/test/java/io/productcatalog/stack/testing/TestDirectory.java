package io.productcatalog.stack.testing;

import io.productcatalog.stack.parts.LocalParts;
import io.productcatalog.stack.parts.PartsPorts;
import io.productcatalog.stack.parts.ProcessRecord;
import io.productcatalog.stack.parts.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** {@code target/real-parts/PID} of the module under test. What a killed test JVM left there is stopped and removed. */
record TestDirectory(Path path) {

    private static final Path ROOT = Path.of("target", "real-parts").toAbsolutePath();

    static TestDirectory create() {
        try {
            Files.createDirectories(ROOT);
            for (Path earlier : children(ROOT)) {
                cleanUp(earlier);
            }
            Path path = Files.createDirectories(
                    ROOT.resolve(Long.toString(ProcessHandle.current().pid())));
            jvmOf(path).write(ProcessHandle.current());
            return new TestDirectory(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps the logs. */
    void deleteData() {
        try {
            for (Path child : children(path)) {
                if (!child.endsWith("logs")) {
                    Trees.delete(child);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void cleanUp(Path directory) throws IOException {
        if (jvmOf(directory).alive().isPresent()) {
            return;
        }
        LocalParts.in(directory, PartsPorts.ephemeral()).stopLeftovers();
        Trees.delete(directory);
    }

    private static ProcessRecord jvmOf(Path directory) {
        return new ProcessRecord(directory.resolve("processes").resolve("test-jvm"));
    }

    private static List<Path> children(Path directory) throws IOException {
        try (Stream<Path> children = Files.list(directory)) {
            return children.toList();
        }
    }
}
