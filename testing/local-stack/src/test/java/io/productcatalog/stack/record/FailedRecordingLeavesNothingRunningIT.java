package io.productcatalog.stack.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.stack.LocalStack;
import io.productcatalog.stack.parts.JavaProgram;
import io.productcatalog.stack.services.ServicePackage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FailedRecordingLeavesNothingRunningIT {

    @TempDir
    Path directory;

    private Path temporary;
    private Path output;
    private ServicePackage service;
    private Process recorder;
    private List<ProcessHandle> processes = List.of();

    @BeforeEach
    void startToRecordAServiceThatIsNeverReady() throws IOException {
        temporary = Files.createDirectory(directory.resolve("tmp"));
        output = directory.resolve("output");
        service = new ServicePackage(Files.createDirectory(directory.resolve("command-service")));
        Files.writeString(service.directory().resolve("jvm.options"), "-Xmx32m\n");
        Files.writeString(service.startCache(), "of an earlier build");
        writeJar(service.program());
        recorder = new ProcessBuilder(
                        JavaProgram.path(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-cp",
                        System.getProperty("java.class.path"),
                        LocalStack.class.getName(),
                        "record",
                        service.directory().toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    @AfterEach
    void kill() {
        Stream.concat(recorder.descendants(), processes.stream()).forEach(ProcessHandle::destroyForcibly);
        recorder.destroyForcibly();
    }

    @Test
    void whenTheServiceEnds() throws Exception {
        awaitAll();

        Files.createFile(service.directory().resolve(NeverReady.END));

        assertThat(recorder.waitFor()).isEqualTo(1);
        assertThat(Files.readString(output))
                .contains("command-service ended with exit code 7 while it started", NeverReady.LAST_LINE);
        assertNothingIsLeft();
    }

    @Test
    void whenASignalEndsIt() throws Exception {
        awaitAll();

        recorder.destroy();

        assertThat(recorder.waitFor()).isEqualTo(143);
        assertNothingIsLeft();
    }

    /** Waits for PostgreSQL, Kafka, the registry and the service, and collects all processes. */
    private void awaitAll() throws IOException {
        await().until(() -> {
            assertThat(recorder.isAlive()).as(() -> read(output)).isTrue();
            return log().anyMatch(log -> read(log).contains(NeverReady.STARTED));
        });
        processes = recorder.descendants().toList();
        assertThat(processes).hasSizeGreaterThanOrEqualTo(4);
    }

    private void assertNothingIsLeft() throws IOException {
        await().untilAsserted(() -> assertThat(processes).noneMatch(ProcessHandle::isAlive));
        assertThat(service.startCache()).doesNotExist();
        try (Stream<Path> recordings = Files.list(temporary)) {
            assertThat(recordings.filter(each -> each.getFileName().toString().startsWith("recording")))
                    .singleElement()
                    .satisfies(recording ->
                            assertThat(recording).isDirectoryNotContaining(each -> !each.endsWith("logs")));
        }
    }

    /** The log of the service, if it exists. The directory tree is not walked, since it changes meanwhile. */
    private Stream<Path> log() throws IOException {
        try (Stream<Path> recordings = Files.list(temporary)) {
            return recordings
                    .map(recording -> recording.resolve("logs/command-service.log"))
                    .filter(Files::exists)
                    .toList()
                    .stream();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void writeJar(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, NeverReady.class.getName());
        String entry = NeverReady.class.getName().replace('.', '/') + ".class";
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream content = new JarOutputStream(file, manifest);
                var code = NeverReady.class.getClassLoader().getResourceAsStream(entry)) {
            content.putNextEntry(new JarEntry(entry));
            code.transferTo(content);
        }
    }

    /** A program in place of the service. It is never ready, and ends when a file appears in its directory. */
    static final class NeverReady {

        static final String END = "end";
        static final String STARTED = "started";
        static final String LAST_LINE = "the reason for the end";

        private NeverReady() {}

        public static void main(String[] arguments) throws InterruptedException {
            System.out.println(STARTED);
            Path end = Path.of(System.getProperty("java.class.path")).resolveSibling(END);
            while (!Files.exists(end)) {
                Thread.sleep(50);
            }
            System.out.println(LAST_LINE);
            System.exit(7);
        }
    }
}
