package io.productcatalog.stack.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** PostgreSQL's lock file {@code postmaster.pid}, by which a server notices that another server uses its data. */
record PostmasterLock(Path file) {

    /** Negative for a server without a postmaster. */
    private static final Pattern PID = Pattern.compile("-?\\d{1,10}");

    /**
     * Replaces the pid in the file by that of this process, unless it is the pid of a PostgreSQL.
     *
     * <p>After {@code kill -9} the file stays. PostgreSQL ignores it if no process has its pid, but not if another
     * program has got the same pid (after a reboot, for instance) or the killed process is not reaped yet. PostgreSQL
     * also ignores the pid of its own parent, which is this process. The file is not deleted, since PostgreSQL still
     * checks whether the shared memory that it names is in use.
     *
     * @throws PartFailure if the file does not begin with a pid
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
