package io.productcatalog.stack.run;

import io.productcatalog.stack.services.CatalogService;
import io.productcatalog.stack.settings.SettingsProblem;
import io.productcatalog.stack.settings.StackFiles;
import io.productcatalog.stack.settings.StackPorts;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The subcommand {@code run}: starts the stack and keeps it running until a signal. The exit code is 0 after a signal,
 * and 1 if the stack could not be started or stopped.
 */
public final class RunCommand {

    /** The limit for an interrupted start to end. */
    private static final int START_END_TIMEOUT_SECONDS = 30;

    private final Stack stack;
    private final Runnable release;
    private final PrintStream out;
    private final PrintStream errors;
    private final CountDownLatch startEnded = new CountDownLatch(1);
    private volatile boolean failed;
    private volatile boolean signalled;

    private RunCommand(Stack stack, Runnable release, PrintStream out, PrintStream errors) {
        this.stack = stack;
        this.release = release;
        this.out = out;
        this.errors = errors;
    }

    /**
     * Runs the stack and does not return.
     *
     * @throws SettingsProblem before anything is started
     */
    public static void run(StackFiles files, StackPorts ports, PrintStream out, PrintStream errors) {
        files.service(CatalogService.COMMAND);
        files.service(CatalogService.QUERY);
        StackLock lock = StackLock.take(files);
        files.launcher().write(ProcessHandle.current());
        Runnable release = () -> {
            files.launcher().clear();
            lock.release();
        };
        new RunCommand(new Stack(files, ports, out), release, out, errors).run();
    }

    private void run() {
        Thread starter = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndHalt(starter), "stop"));
        boolean started = false;
        try {
            stack.start();
            started = true;
        } catch (RuntimeException | IOException e) {
            if (!signalled) {
                errors.println(FailureMessage.of(e));
            }
        } finally {
            failed = !started;
            startEnded.countDown();
        }
        if (failed) {
            System.exit(1);
        }
        awaitSignal();
    }

    /**
     * The shutdown hook, run by a signal or at the end of a failed start. A start in progress is interrupted and ends
     * first.
     */
    private void stopAndHalt(Thread starter) {
        signalled = !failed;
        boolean allStopped = false;
        try {
            if (signalled) {
                starter.interrupt();
            }
            startEnded.await(START_END_TIMEOUT_SECONDS, TimeUnit.SECONDS);
            out.println("Stopping");
            allStopped = stack.stop();
            release.run();
            out.println("Stopped");
        } catch (RuntimeException | InterruptedException e) {
            allStopped = false;
            errors.println(FailureMessage.of(e));
        } finally {
            out.flush();
            // The exit code of a signal would be 130 or 143, but this end was asked for.
            Runtime.getRuntime().halt(signalled && allStopped ? 0 : 1);
        }
    }

    private static void awaitSignal() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            // The shutdown hook is running and halts the JVM.
            Thread.currentThread().interrupt();
        }
    }
}
