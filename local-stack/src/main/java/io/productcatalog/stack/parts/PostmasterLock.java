package io.productcatalog.stack.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** PostgreSQL's {@code postmaster.pid}, by which it notices that another server uses its data. */
record PostmasterLock(Path file) {

    /** Negative for a server without a postmaster. */
    private static final Pattern PID = Pattern.compile("-?\\d{1,10}");

    /**
     * After {@code kill -9} the lock file stays, and PostgreSQL sees that its process is gone; not, though, when another program got
     * the same pid since (after a reboot, say) or when the killed one was not reaped yet. A lock with the pid of its parent
     * PostgreSQL takes for stale. It still looks whether anything uses the shared memory that the file names, which
     * it could not if the file were gone.
     *
     * @throws PartFailure when the file does not begin with a pid
     */
    void disownIfStale() {
        try {
            if (!Files.exists(file)) {
                return;
            }
            List<String> lines = new ArrayList<>(Files.readAllLines(file));
            String pid = lines.isEmpty() ? "" : lines.getFirst().strip();
            if (!PID.matcher(pid).matches()) {
                throw new PartFailure(
                        file + " is damaged: delete it when you are sure that no PostgreSQL runs on this directory.");
            }
            if (!isPostgres(Long.parseLong(pid))) {
                lines.set(0, Long.toString(ProcessHandle.current().pid()));
                Files.write(file, lines);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isPostgres(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .map(command -> Path.of(command).endsWith("postgres"))
                .orElse(false);
    }
}
