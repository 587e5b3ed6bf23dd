package io.productcatalog.stack.parts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the three programs. It can be started again after {@link #stop}, {@link ChildProcess#kill} or a crash, and has its data then.
 * Not for use by two threads at once.
 */
public abstract sealed class Part permits PostgresServer, KafkaBroker, Registry {

    /** For a program that has to run to its end before the part itself can. */
    static final Duration PREPARATION_TIMEOUT = Duration.ofMinutes(2);

    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);

    private final String name;
    private final Path directory;
    private final Signal stopSignal;
    private @Nullable ChildProcess child;

    Part(String name, Path directory, Signal stopSignal) {
        this.name = name;
        this.directory = directory;
        this.stopSignal = stopSignal;
    }

    public final String name() {
        return name;
    }

    /** Starts the program and returns when it answers. @throws PartFailure when it does not */
    public final void start() {
        ChildProcess started = launch();
        child = started;
        started.untilReady(this::answers);
        afterStart();
    }

    /** Asks it to end, waits up to 30 s, kills it then. Does nothing when it does not run. Returns whether it ended in time. */
    public final boolean stop() {
        ChildProcess running = child;
        if (running == null || !running.isAlive()) {
            return true;
        }
        return running.stop(stopSignal, STOP_TIMEOUT);
    }

    public final boolean isRunning() {
        return child != null && child.isAlive();
    }

    /** The process as last started, to be killed, paused or watched. @throws IllegalStateException before the first start */
    public final ChildProcess child() {
        if (child == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return child;
    }

    /** Stops what an earlier launcher left running in this directory. Returns whether there was anything. */
    final boolean stopLeftover() {
        boolean prepared = preparations().stream()
                        .filter(preparation -> ChildProcess.stopLeftover(preparation, directory, STOP_TIMEOUT))
                        .count()
                > 0;
        return ChildProcess.stopLeftover(name, directory, stopSignal, STOP_TIMEOUT) || prepared;
    }

    final Path directory() {
        return directory;
    }

    /** The names of programs that {@link #launch} may run before. */
    List<String> preparations() {
        return List.of();
    }

    abstract ChildProcess launch();

    abstract boolean answers();

    /** Called when it answers; does nothing unless the part needs to be told something. */
    void afterStart() {}
}
