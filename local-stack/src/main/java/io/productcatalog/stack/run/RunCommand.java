package io.productcatalog.stack.run;

import io.productcatalog.stack.parts.PartFailure;
import io.productcatalog.stack.settings.SettingsProblem;
import io.productcatalog.stack.settings.StackFiles;
import io.productcatalog.stack.settings.StackPorts;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code run}: starts the stack and keeps it until a signal. Exit code 0 after a signal, 1 when it could not be started. */
public final class RunCommand {

    private static final int SETTLE_SECONDS = 30;

    private final Stack stack;
    private final StackLock lock;
    private final PrintStream out;
    private final CountDownLatch startEnded = new CountDownLatch(1);
    private volatile int exitCode;

    private RunCommand(Stack stack, StackLock lock, PrintStream out) {
        this.stack = stack;
        this.lock = lock;
        this.out = out;
    }

    /**
     * Does not return.
     *
     * @throws SettingsProblem before anything was started
     */
    public static void run(StackFiles files, StackPorts ports, PrintStream out, PrintStream errors) {
        files.jar(StackFiles.COMMAND_SERVICE_JAR);
        files.jar(StackFiles.QUERY_SERVICE_JAR);
        StackLock lock = StackLock.take(files);
        new RunCommand(new Stack(files, ports, out), lock, out).run(errors);
    }

    private void run(PrintStream errors) {
        Thread starter = Thread.currentThread();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndHalt(starter), "stop"));
        boolean started = false;
        try {
            stack.start();
            started = true;
        } catch (PartFailure | SettingsProblem | IOException e) {
            if (!starter.isInterrupted()) {
                errors.println(e instanceof IOException ? e.toString() : e.getMessage());
            }
        } finally {
            startEnded.countDown();
        }
        if (!started) {
            exitCode = 1;
            System.exit(1);
        }
        awaitSignal();
    }

    /** The hook of a signal, and of {@code System.exit} after a failed start. A start that is under way ends first. */
    private void stopAndHalt(Thread starter) {
        boolean signal = exitCode == 0;
        if (signal) {
            starter.interrupt();
        }
        try {
            startEnded.await(SETTLE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        out.println("Stopping");
        stack.stop();
        lock.release();
        out.println("Stopped");
        out.flush();
        // The exit code of a signal would be 130 or 143: this was the asked-for end.
        Runtime.getRuntime().halt(signal ? 0 : 1);
    }

    private static void awaitSignal() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            // The hook is at work and halts.
            Thread.currentThread().interrupt();
        }
    }
}
