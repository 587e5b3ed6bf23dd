package io.productcatalog.stack.parts;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/** The output of a program since its last start. The output before that is in {@code NAME.previous.log} beside it. */
public record ProcessLog(Path file) {

    private static final int TAIL_LINES = 15;
    private static final int TAIL_BYTES = 64 * 1024;

    static ProcessLog begin(String name, Path directory) throws IOException {
        Path logs = Files.createDirectories(directory.resolve("logs"));
        Path file = logs.resolve(name + ".log");
        if (Files.exists(file)) {
            Files.move(file, logs.resolve(name + ".previous.log"), StandardCopyOption.REPLACE_EXISTING);
        }
        return new ProcessLog(file);
    }

    /** The name and the last lines of the log, for a message: at most 15 lines and 64 KiB. */
    public String end() {
        List<String> lines = tail().lines().toList();
        return "the end of " + file + ":\n"
                + String.join("\n", lines.subList(Math.max(0, lines.size() - TAIL_LINES), lines.size()));
    }

    private String tail() {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            int size = (int) Math.min(log.length(), TAIL_BYTES);
            byte[] bytes = new byte[size];
            log.seek(log.length() - size);
            // The program may write meanwhile, which only makes the file longer.
            log.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
