package io.productcatalog.stack.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that identifies a started process by its pid and its start instant. Another process that later gets the same
 * pid is not taken for it.
 */
public record ProcessRecord(Path file) {

    /** The system measures start instants in clock ticks since the boot, and the boot in seconds. */
    private static final Duration START_TOLERANCE = Duration.ofSeconds(2);

    private static final Pattern CONTENT = Pattern.compile("(\\d{1,10}) (\\d{1,15})");

    public void write(ProcessHandle process) {
        long started = process.info().startInstant().orElseGet(Instant::now).toEpochMilli();
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, process.pid() + " " + started + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public void clear() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The recorded process, if it still runs. */
    public Optional<ProcessHandle> alive() {
        Matcher content = CONTENT.matcher(content());
        if (!content.matches()) {
            return Optional.empty();
        }
        Instant started = Instant.ofEpochMilli(Long.parseLong(content.group(2)));
        return ProcessHandle.of(Long.parseLong(content.group(1)))
                .filter(ProcessHandle::isAlive)
                // A process that has ended but is not reaped by its parent has no command.
                .filter(process -> process.info().command().isPresent())
                .filter(process -> process.info()
                        .startInstant()
                        .map(instant -> Duration.between(instant, started).abs().compareTo(START_TOLERANCE) <= 0)
                        .orElse(true));
    }

    private String content() {
        try {
            return Files.exists(file) ? Files.readString(file).strip() : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
