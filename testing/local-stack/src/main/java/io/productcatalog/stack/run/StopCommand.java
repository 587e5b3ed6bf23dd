package io.productcatalog.stack.run;

import io.productcatalog.stack.parts.LocalParts;
import io.productcatalog.stack.settings.SettingsProblem;
import io.productcatalog.stack.settings.StackFiles;
import io.productcatalog.stack.settings.StackPorts;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The subcommand {@code stop}: stops the running stack, or the processes that a killed one left running. */
public final class StopCommand {

    private static final int TIMEOUT_SECONDS = 180;

    private StopCommand() {}

    /**
     * Returns when no process of the stack is running.
     *
     * @throws SettingsProblem if the stack has not ended after 180 s, or another process starts or stops one in this
     *     directory
     */
    public static void run(StackFiles files, StackPorts ports, PrintStream out) {
        Optional<ProcessHandle> launcher = files.launcher().alive();
        if (launcher.isPresent()) {
            launcher.get().destroy();
            await(launcher.get());
            out.println("The stack in " + files.state() + " has stopped");
        } else {
            if (Files.isDirectory(files.state())) {
                stopLeftovers(files, ports, out);
            }
            out.println("No stack runs in " + files.state());
        }
    }

    private static void stopLeftovers(StackFiles files, StackPorts ports, PrintStream out) {
        StackLock lock = StackLock.take(files);
        try {
            Leftovers.stop(files, LocalParts.in(files.state(), ports.ofParts()), out);
        } catch (IOException e) {
            throw new SettingsProblem(files.env() + " cannot be deleted: " + e);
        } finally {
            lock.release();
        }
    }

    private static void await(ProcessHandle launcher) {
        try {
            launcher.onExit().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new SettingsProblem(
                    "The stack (process %d) has not ended after %d s.".formatted(launcher.pid(), TIMEOUT_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SettingsProblem("The wait for the stack (process %d) was interrupted.".formatted(launcher.pid()));
        }
    }
}
