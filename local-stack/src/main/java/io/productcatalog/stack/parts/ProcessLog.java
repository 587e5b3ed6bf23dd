package io.productcatalog.stack.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The output of a program since its last start. That of the start before is beside it as {@code NAME.previous.log}. */
public record ProcessLog(Path file) {

    private static final int TAIL_LINES = 15;

    static ProcessLog begin(String name, Path directory) throws IOException {
        Path logs = Files.createDirectories(directory.resolve("logs"));
        Path file = logs.resolve(name + ".log");
        if (Files.exists(file)) {
            Files.move(file, logs.resolve(name + ".previous.log"), StandardCopyOption.REPLACE_EXISTING);
        }
        return new ProcessLog(file);
    }

    /** Its name and last lines, for a message. */
    public String end() {
        try {
            List<String> lines = new String(Files.readAllBytes(file), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return "the end of " + file + ":\n"
                    + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
