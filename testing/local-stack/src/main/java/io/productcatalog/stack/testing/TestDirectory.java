package io.productcatalog.stack.testing;

import io.productcatalog.stack.parts.ChildProcess;
import io.productcatalog.stack.parts.Directories;
import io.productcatalog.stack.parts.LocalParts;
import io.productcatalog.stack.parts.PartsPorts;
import io.productcatalog.stack.parts.ProcessRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * A directory {@code target/real-parts/PID-NAME} of the module under test, for the data and logs of the processes that
 * a test starts. The logs stay until the next run, which also stops the processes and deletes the files of a killed
 * test JVM.
 */
public record TestDirectory(Path path) {

    static final Path ROOT = Path.of("target", "real-parts").toAbsolutePath();

    private static final String PROCESSES = "processes";
    private static final String TEST_JVM = "test-jvm";
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    /** Creates a directory. An earlier one of this JVM with the same name is deleted with its logs. */
    public static synchronized TestDirectory create(String name) {
        // One test JVM at a time, since each deletes the directories of others that have ended.
        try (FileChannel lock = FileChannel.open(lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = lock.lock()) {
            if (!held.isValid()) {
                throw new IllegalStateException(lockFile() + " is not locked");
            }
            for (Path earlier : children(ROOT)) {
                cleanUp(earlier);
            }
            Path path = ROOT.resolve(ProcessHandle.current().pid() + "-" + name);
            Directories.delete(path);
            jvmOf(path).write(ProcessHandle.current());
            return new TestDirectory(Files.createDirectories(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path lockFile() throws IOException {
        return Files.createDirectories(ROOT).resolveSibling("real-parts.lock");
    }

    /** Deletes everything except the logs. */
    public void deleteData() {
        try {
            for (Path child : children(path)) {
                if (!child.endsWith("logs") && !child.endsWith(PROCESSES)) {
                    Directories.delete(child);
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
        for (Path process : children(directory.resolve(PROCESSES))) {
            ChildProcess.stopLeftover(process.getFileName().toString(), directory, STOP_TIMEOUT);
        }
        Directories.delete(directory);
    }

    private static ProcessRecord jvmOf(Path directory) {
        return new ProcessRecord(directory.resolve(PROCESSES).resolve(TEST_JVM));
    }

    private static List<Path> children(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return List.of();
        }
        try (Stream<Path> children = Files.list(directory)) {
            return children.toList();
        }
    }
}
