package io.productcatalog.stack.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * A started program. It has a session of its own, so that the terminal's Ctrl-C reaches only the launcher. Its output
 * goes to a {@link ProcessLog}.
 */
public final class ChildProcess {

    /** On a machine with a load of 26, a service was ready after two minutes. */
    private static final Duration READY_TIMEOUT = Duration.ofMinutes(5);

    private static final Duration READY_POLL_INTERVAL = Duration.ofMillis(40);
    private static final Duration KILL_TIMEOUT = Duration.ofSeconds(30);

    private final String name;
    private final Process process;
    private final ProcessLog log;
    private final ProcessRecord processRecord;

    private ChildProcess(String name, Process process, ProcessLog log, ProcessRecord processRecord) {
        this.name = name;
        this.process = process;
        this.log = log;
        this.processRecord = processRecord;
    }

    /**
     * Starts a program.
     *
     * @param name the name of the log file {@code logs/NAME.log} and of the record {@code processes/NAME} in
     *     {@code directory}
     * @param environment variables that are added to those of this process
     * @throws UncheckedIOException if the program cannot be started
     */
    public static ChildProcess start(
            String name, Path directory, List<String> command, Map<String, String> environment) {
        return start(name, directory, command, environment, Set.of());
    }

    /** Starts a program that does not get some of the environment variables of this process. */
    public static ChildProcess start(
            String name,
            Path directory,
            List<String> command,
            Map<String, String> environment,
            Set<String> withoutVariables) {
        try {
            ProcessLog log = ProcessLog.begin(name, directory);
            ProcessBuilder builder = new ProcessBuilder(OwnSession.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(log.file().toFile());
            builder.environment().keySet().removeAll(withoutVariables);
            builder.environment().putAll(environment);
            Process process = builder.start();
            process.getOutputStream().close();
            ProcessRecord processRecord = recordOf(name, directory);
            processRecord.write(process.toHandle());
            return new ChildProcess(name, process, log, processRecord);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The record that {@link #start} writes for a process of this name. */
    public static ProcessRecord recordOf(String name, Path directory) {
        return new ProcessRecord(directory.resolve("processes").resolve(name));
    }

    public Process process() {
        return process;
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /**
     * Waits until {@code ready} is true.
     *
     * @throws PartFailure with the end of the program's output, if the program ends, is not ready after 5 minutes, or this
     *     thread is interrupted
     */
    public void untilReady(BooleanSupplier ready) {
        long deadline = System.nanoTime() + READY_TIMEOUT.toNanos();
        while (!ready.getAsBoolean()) {
            if (!isAlive()) {
                throw failed(" ended with exit code " + process.exitValue() + " while it started");
            }
            if (System.nanoTime() > deadline) {
                throw failed(" was not ready after " + READY_TIMEOUT.toSeconds() + " s");
            }
            if (Thread.currentThread().isInterrupted()) {
                throw failed(" was not ready when the wait was interrupted");
            }
            LockSupport.parkNanos(READY_POLL_INTERVAL.toNanos());
        }
    }

    /**
     * Waits until the program has ended with exit code 0. Kills it if it does not end.
     *
     * @throws PartFailure with the end of the program's output, if it ends with another exit code, has not ended within
     *     the timeout, or this thread is interrupted
     */
    void toCompletion(Duration timeout) {
        try {
            if (!process.waitFor(timeout)) {
                throw failed(" had not ended after " + timeout.toSeconds() + " s");
            }
            if (process.exitValue() != 0) {
                throw failed(" ended with exit code " + process.exitValue());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failed(" had not ended when the wait was interrupted");
        } finally {
            kill();
            processRecord.clear();
        }
    }

    private PartFailure failed(String what) {
        return new PartFailure(name + what + "; " + log.end());
    }

    /** The output of the program. */
    public ProcessLog log() {
        return log;
    }

    public String name() {
        return name;
    }

    /**
     * Sends SIGTERM, waits, and kills the program if it has not ended within the timeout.
     *
     * @return whether the program ended by itself
     * @throws PartFailure if it does not end after it was killed
     */
    public boolean stop(Duration timeout) {
        return stop(Signal.TERM, timeout);
    }

    boolean stop(Signal signal, Duration timeout) {
        boolean ended = Termination.stop(process.toHandle(), signal, timeout);
        processRecord.clear();
        return ended;
    }

    /**
     * Stops the process of this name that an earlier launcher left running.
     *
     * @return whether there was one
     */
    public static boolean stopLeftover(String name, Path directory, Duration timeout) {
        return stopLeftover(name, directory, Signal.TERM, timeout);
    }

    static boolean stopLeftover(String name, Path directory, Signal signal, Duration timeout) {
        ProcessRecord leftover = recordOf(name, directory);
        Optional<ProcessHandle> alive = leftover.alive();
        alive.ifPresent(process -> Termination.stop(process, signal, timeout));
        leftover.clear();
        return alive.isPresent();
    }

    /** Kills the program and all its children ({@code kill -9}), and waits until they have ended, 30 s each at most. */
    public void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        Signal.KILL.sendToTree(process.toHandle());
        Termination.awaitEnd(process.toHandle(), KILL_TIMEOUT);
        children.forEach(child -> Termination.awaitEnd(child, KILL_TIMEOUT));
    }

    /** Pauses the program and all its children (SIGSTOP). Its connections stay open, but nothing is answered. */
    public void pause() {
        require(Signal.STOP.sendToTree(process.toHandle()), "paused");
    }

    /** Ends a {@link #pause} (SIGCONT). */
    public void resume() {
        require(Signal.CONT.sendToTree(process.toHandle()), "resumed");
    }

    /** Makes a JVM write the stacks of its threads to its log (SIGQUIT). Any other program may end. */
    public void dumpThreads() {
        Signal.QUIT.sendTo(process.toHandle());
    }

    private void require(boolean sent, String what) {
        if (!sent) {
            throw new PartFailure(name + " (process " + process.pid() + ") could not be " + what);
        }
    }
}
