package io.productcatalog.stack.parts;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One of the three programs. It can be started again after {@link #stop}, {@link ChildProcess#kill} or a crash, and has its data then.
 * Not for use by two threads at once.
 */
public abstract sealed class Part permits PostgresServer, KafkaBroker, Registry {

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

    /** Stops the process that an earlier launcher left running in this directory. Returns whether there was one. */
    public final boolean stopLeftover() {
        ProcessRecord left = ChildProcess.recordOf(name, directory);
        boolean found = left.alive()
                .map(process -> {
                    ChildProcess.stop(process, stopSignal, STOP_TIMEOUT);
                    return true;
                })
                .orElse(false);
        left.clear();
        return found;
    }

    final Path directory() {
        return directory;
    }

    abstract ChildProcess launch();

    abstract boolean answers();

    /** Called when it answers; does nothing unless the part needs to be told something. */
    void afterStart() {}
}
