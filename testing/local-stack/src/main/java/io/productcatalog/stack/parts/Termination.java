package io.productcatalog.stack.parts;

import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The termination of a process, which may be no child of this one. */
final class Termination {

    private Termination() {}

    /**
     * Sends the signal, waits, and kills the process and its children if it has not ended within the timeout.
     *
     * @return whether the process ended by itself
     * @throws PartFailure if it does not end after it was killed
     */
    static boolean stop(ProcessHandle process, Signal signal, Duration timeout) {
        // A paused process would not handle the signal.
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

    /**
     * Waits without reacting to an interrupt, which would otherwise make {@link #stop} kill a program that is about to
     * end.
     *
     * @return whether the process has ended
     */
    static boolean awaitEnd(ProcessHandle process, Duration timeout) {
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
