package io.productcatalog.stack.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A started program in a session of its own, so that the terminal's Ctrl-C reaches only the launcher. Its output goes to a {@link ProcessLog}. */
public final class ChildProcess {

    private static final Duration READY_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration READY_INTERVAL = Duration.ofMillis(40);

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
     * @param name of the log file {@code logs/NAME.log} and the record {@code processes/NAME} in {@code directory}
     * @param environment added to this process' own
     * @throws UncheckedIOException when the program cannot be started
     */
    public static ChildProcess start(
            String name, Path directory, List<String> command, Map<String, String> environment) {
        return start(name, directory, command, environment, Set.of());
    }

    /** The same, for a program that must not see some of this process' variables. */
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

    /** Where {@link #start} notes the process of that name. */
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
     * Returns when {@code ready} is true.
     *
     * @throws PartFailure with the end of the program's output when the program ends, or is not ready after 120 s
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
                throw failed(" was not waited for any longer");
            }
            LockSupport.parkNanos(READY_INTERVAL.toNanos());
        }
    }

    /**
     * Returns when the program has ended with exit code 0. In any other case it is killed.
     *
     * @throws PartFailure with the end of the program's output when it ends with another one, has not ended by then, or
     *     this thread is interrupted
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
            throw failed(" was not waited for any longer");
        } finally {
            kill();
            processRecord.clear();
        }
    }

    private PartFailure failed(String what) {
        return new PartFailure(name + what + "; " + log.end());
    }

    /** Where its output goes. */
    public ProcessLog log() {
        return log;
    }

    public String name() {
        return name;
    }

    /**
     * Sends SIGTERM and waits; what has not ended by then is killed. Returns whether it ended by itself.
     *
     * @throws PartFailure when it cannot be killed either
     */
    public boolean stop(Duration timeout) {
        return stop(Signal.TERM, timeout);
    }

    boolean stop(Signal signal, Duration timeout) {
        boolean ended = stop(process.toHandle(), signal, timeout);
        processRecord.clear();
        return ended;
    }

    /** The same for the process of that name that an earlier launcher left running. Returns whether there was one. */
    public static boolean stopLeftover(String name, Path directory, Duration timeout) {
        return stopLeftover(name, directory, Signal.TERM, timeout);
    }

    static boolean stopLeftover(String name, Path directory, Signal signal, Duration timeout) {
        ProcessRecord left = recordOf(name, directory);
        Optional<ProcessHandle> alive = left.alive();
        alive.ifPresent(process -> stop(process, signal, timeout));
        left.clear();
        return alive.isPresent();
    }

    private static boolean stop(ProcessHandle process, Signal signal, Duration timeout) {
        // A paused one would not see the other signal.
        Signal.CONT.sendToTree(process);
        if (!signal.sendTo(process)) {
            process.destroy();
        }
        if (awaitEnd(process, timeout)) {
            return true;
        }
        Signal.KILL.sendToTree(process);
        if (!awaitEnd(process, timeout)) {
            throw new PartFailure("process " + process.pid() + " does not end, although it was killed");
        }
        return false;
    }

    /** {@code kill -9} for it and all its children; returns when it is gone. */
    public void kill() {
        List<ProcessHandle> children = process.descendants().toList();
        Signal.KILL.sendToTree(process.toHandle());
        awaitEnd(process.toHandle(), Duration.ofSeconds(30));
        children.forEach(child -> awaitEnd(child, Duration.ofSeconds(30)));
    }

    /** SIGSTOP for it and all its children: it holds its connections and answers nothing. */
    public void pause() {
        require(Signal.STOP.sendToTree(process.toHandle()), "paused");
    }

    /** SIGCONT: the end of {@link #pause}. */
    public void resume() {
        require(Signal.CONT.sendToTree(process.toHandle()), "resumed");
    }

    /** Has a JVM write the stacks of its threads to its log. Any other program may end. */
    public void dumpThreads() {
        Signal.QUIT.sendTo(process.toHandle());
    }

    private void require(boolean sent, String what) {
        if (!sent) {
            throw new PartFailure(name + " (process " + process.pid() + ") could not be " + what);
        }
    }

    /** Not to be interrupted: who stops a program wants it to end well, not to be killed a moment later. */
    private static boolean awaitEnd(ProcessHandle process, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    process.onExit().get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
                    return true;
                } catch (TimeoutException e) {
                    return false;
                } catch (ExecutionException e) {
                    throw new IllegalStateException(e);
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
