package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.stack.settings.EnvFile;
import io.productcatalog.stack.settings.PortSetting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The whole system as {@code make run} starts it, on free ports and in a directory of its own. */
final class RunningStack implements AutoCloseable {

    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofMinutes(2);

    private final Path state;
    private final Map<String, String> ports;
    private final Path output;
    private Process launcher;

    private RunningStack(Path state, Map<String, String> ports) {
        this.state = state;
        this.ports = ports;
        this.output = state.resolveSibling(state.getFileName() + ".out");
    }

    /** @param state must not exist, for an empty system */
    static RunningStack startIn(Path state) {
        RunningStack stack = new RunningStack(state, freePorts());
        stack.start();
        return stack;
    }

    private static Map<String, String> freePorts() {
        Map<String, String> ports = new HashMap<>();
        List<ServerSocket> held = Arrays.stream(PortSetting.values())
                .map(setting -> {
                    try {
                        ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                        ports.put(setting.variable(), Integer.toString(socket.getLocalPort()));
                        return socket;
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .toList();
        held.forEach(socket -> {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        return ports;
    }

    void start() {
        try {
            Files.createDirectories(state.getParent());
            // After a kill it is still there, and would seem to say that all is ready.
            Files.deleteIfExists(state.resolve("env"));
            ProcessBuilder builder = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-jar",
                            "../local-stack/target/local-stack.jar",
                            "run")
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
            builder.environment().putAll(ports);
            builder.environment().put("CATALOG_STATE_DIR", state.toString());
            launcher = builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("the system to be ready").atMost(START).until(() -> {
            assertThat(launcher.isAlive()).as(this::output).isTrue();
            return Files.exists(state.resolve("env"));
        });
    }

    /** What {@code .local/env} exports. */
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

    /** The log of a part or service since it was last started. */
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

    /** Asks it to stop as a terminal or a supervisor would, and gives its exit code. */
    int stop() {
        launcher.destroy();
        return ended();
    }

    /** Ends every process at once, without a word. */
    void kill() {
        List<ProcessHandle> all = env().entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("_PID"))
                .flatMap(entry -> ProcessHandle.of(Long.parseLong(entry.getValue())).stream())
                .flatMap(process -> Stream.concat(Stream.of(process), process.descendants()))
                .toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(process -> process.onExit().join());
        ended();
    }

    private int ended() {
        try {
            assertThat(launcher.waitFor(STOP.toSeconds(), TimeUnit.SECONDS))
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
    }
}
