package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.stack.parts.PartsPorts;
import io.productcatalog.stack.settings.EnvFile;
import io.productcatalog.stack.settings.PortSetting;
import io.productcatalog.stack.testing.TestDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The whole system, started as {@code make run} starts it, but on free ports and in its own directory. */
final class RunningStack implements AutoCloseable {

    /** Long enough for a client on a slow machine to see that a service is about to end. */
    static final Duration DRAIN_DELAY = Duration.ofSeconds(3);

    private static final Duration STOP_TIMEOUT = Duration.ofMinutes(4);

    private final TestDirectory directory;
    private final Path state;
    private final Map<String, String> environment;
    private final Path output;
    private Process launcher;

    private RunningStack(TestDirectory directory, Map<String, String> environment) {
        this.directory = directory;
        this.state = directory.path();
        this.environment = environment;
        this.output = state.resolve("logs").resolve("launcher.log");
    }

    /** Starts an empty system in a {@link TestDirectory} of this name. */
    static RunningStack start(String name) {
        Map<String, String> environment = freePorts();
        environment.put("CATALOG_DRAIN_DELAY", DRAIN_DELAY.toSeconds() + "s");
        RunningStack stack = new RunningStack(TestDirectory.create(name), environment);
        stack.start();
        return stack;
    }

    private static Map<String, String> freePorts() {
        Map<String, String> ports = new HashMap<>();
        Iterator<Integer> free = PartsPorts.free(PortSetting.values().length).iterator();
        for (PortSetting setting : PortSetting.values()) {
            ports.put(setting.variable(), Integer.toString(free.next()));
        }
        return ports;
    }

    void start() {
        try {
            Files.createDirectories(output.getParent());
            // After a kill the old file remains and would wrongly signal that the system is ready.
            Files.deleteIfExists(state.resolve("env"));
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-jar",
                            "../local-stack/target/local-stack.jar",
                            "run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            builder.environment().putAll(environment);
            builder.environment().put("CATALOG_STATE_DIR", state.toString());
            launcher = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("the system to be ready").until(() -> {
            assertThat(launcher.isAlive()).as(this::output).isTrue();
            return Files.exists(state.resolve("env"));
        });
    }

    /** The directory with all data and logs. */
    Path state() {
        return state;
    }

    /** The variables that {@code .local/env} exports. */
    Map<String, String> env() {
        try {
            return EnvFile.read(state.resolve("env"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The log of a part or service since its last start. */
    String log(String name) {
        try {
            return Files.readString(state.resolve("logs").resolve(name + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ProcessHandle process(String name) {
        return ProcessHandle.of(Long.parseLong(env().get("CATALOG_" + name + "_PID")))
                .orElseThrow();
    }

    /** Stops the system with SIGTERM and returns the exit code of its launcher. */
    int stop() {
        launcher.destroy();
        return awaitExitCode();
    }

    /** Kills every process with SIGKILL. */
    void kill() {
        List<ProcessHandle> all = env().entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("_PID"))
                .flatMap(entry -> ProcessHandle.of(Long.parseLong(entry.getValue())).stream())
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
        awaitExitCode();
    }

    private int awaitExitCode() {
        try {
            assertThat(launcher.waitFor(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                    .as(this::output)
                    .isTrue();
            return launcher.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        if (launcher.isAlive()) {
            stop();
        }
        directory.deleteData();
    }
}
