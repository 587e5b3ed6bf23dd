package io.productcatalog.stack.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** Files with secrets: mode 0600 from their first byte on, and never seen half written. */
public final class PrivateFile {

    private PrivateFile() {}

    public static void write(Path file, String content) throws IOException {
        Path directory = Files.createDirectories(file.toAbsolutePath().getParent());
        Path part = Files.createTempFile(
                directory,
                ".new",
                "",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(part, content);
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
