package io.productcatalog.stack.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.TestExecutionResult.Status;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;

/**
 * A listener that writes {@code target/failed-tests/TEST.txt} for each test that fails. The file holds the failure and
 * the ends of all logs in {@link TestDirectory test directories} that have grown since the test's class began. Several
 * classes may run at the same time. {@code .ci/run} deletes these files when it begins and prints them at its end.
 */
public final class FailedTestLogs implements TestExecutionListener {

    private static final int TAIL_LINES = 25;
    private static final int MAX_LINES = 3_000;
    private static final String THREAD_DUMP_START = "Full thread dump";
    private static final int MAX_LINE_LENGTH = 600;

    private final Path state;
    private final Path reports;
    private final Map<String, Instant> startsOfClasses = new ConcurrentHashMap<>();

    public FailedTestLogs() {
        this(TestDirectory.ROOT, Path.of("target", "failed-tests").toAbsolutePath());
    }

    FailedTestLogs(Path state, Path reports) {
        this.state = state;
        this.reports = reports;
    }

    @Override
    public void executionStarted(TestIdentifier test) {
        if (test.getSource().filter(ClassSource.class::isInstance).isPresent()) {
            startsOfClasses.put(classOf(test), Instant.now());
        }
    }

    @Override
    public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (result.getStatus() == Status.FAILED) {
            String testClass = classOf(test);
            report(
                    test.getLegacyReportingName() + " of " + testClass,
                    String.valueOf(result.getThrowable().orElse(null)),
                    startsOfClasses.getOrDefault(testClass, Instant.EPOCH));
        }
    }

    private static String classOf(TestIdentifier test) {
        return test.getUniqueId().replaceAll(".*class:([^\\]]*).*", "$1");
    }

    /** @param classStart logs that have not grown since then are left out */
    void report(String test, String failure, Instant classStart) {
        try {
            Files.createDirectories(reports);
            Files.writeString(
                    reports.resolve(test.replaceAll("[^A-Za-z0-9.]+", "-") + ".txt"),
                    Stream.concat(
                                    Stream.of("##### " + test, failure),
                                    logs(classStart).stream()
                                            .flatMap(log -> Stream.of("=== the end of " + log, end(log))))
                            .collect(Collectors.joining("\n", "", "\n")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last lines of a log, and all lines since the last thread dump. */
    private static String end(Path log) {
        try (Stream<String> lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            List<String> all = lines.toList();
            int from = Math.max(0, all.size() - TAIL_LINES);
            for (int i = from - 1; i >= Math.max(0, all.size() - MAX_LINES); i--) {
                if (all.get(i).startsWith(THREAD_DUMP_START)) {
                    from = i;
                    break;
                }
            }
            return all.subList(from, all.size()).stream()
                    .map(line -> line.substring(0, Math.min(line.length(), MAX_LINE_LENGTH)))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The files {@code logs/NAME.log} that have grown since then. Files that a process deletes meanwhile are skipped.
     */
    private List<Path> logs(Instant since) throws IOException {
        List<Path> found = new ArrayList<>();
        if (Files.exists(state)) {
            Files.walkFileTree(state, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.getParent().endsWith("logs")
                            && file.toString().endsWith(".log")
                            && !attributes.lastModifiedTime().toInstant().isBefore(since)) {
                        found.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException failure) {
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path directory, IOException failure) {
                    return FileVisitResult.CONTINUE;
                }
            });
        }
        found.sort(null);
        return found;
    }
}
