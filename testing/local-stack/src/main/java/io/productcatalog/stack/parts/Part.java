package io.productcatalog.stack.parts;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of the programs that the services need. It can be started again after {@link #stop}, {@link ChildProcess#kill} or
 * a crash, and then has its data. Not thread-safe.
 */
public abstract sealed class Part permits PostgresServer, KafkaBroker, Registry {

    /** The limit for a program that must end before the part itself can start. */
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

    /**
     * Starts the program and returns when it answers.
     *
     * @throws PartFailure if it does not
     */
    public final void start() {
        ChildProcess started = launch();
        child = started;
        started.untilReady(this::answers);
        afterStart();
    }

    /**
     * Asks the program to end, and kills it after 30 s. Does nothing if it does not run.
     *
     * @return whether it ended in time
     */
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

    /**
     * The process of the last start, to be killed, paused or watched.
     *
     * @throws IllegalStateException before the first start
     */
    public final ChildProcess child() {
        if (child == null) {
            throw new IllegalStateException(name + " was not started");
        }
        return child;
    }

    /** Stops the processes that an earlier launcher left running in this directory. Returns whether there were any. */
    final boolean stopLeftover() {
        boolean preparationStopped = preparations().stream()
                        .filter(preparation -> ChildProcess.stopLeftover(preparation, directory, STOP_TIMEOUT))
                        .count()
                > 0;
        return ChildProcess.stopLeftover(name, directory, stopSignal, STOP_TIMEOUT) || preparationStopped;
    }

    final Path directory() {
        return directory;
    }

    /** The names of the programs that {@link #launch} may run first. */
    List<String> preparations() {
        return List.of();
    }

    abstract ChildProcess launch();

    abstract boolean answers();

    /** Called when the program answers. Configures the part, if it needs that. */
    void afterStart() {}
}
