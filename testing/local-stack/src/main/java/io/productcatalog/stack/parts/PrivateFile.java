package io.productcatalog.stack.parts;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * Files with secrets. They have mode 0600 from the first byte, are replaced atomically, and lie in directories of mode
 * 0700.
 */
public final class PrivateFile {

    private PrivateFile() {}

    public static void write(Path file, String content) throws IOException {
        Path directory = directory(file.resolveSibling("").toAbsolutePath());
        Path incomplete = Files.createTempFile(directory, ".new", "", mode("rw-------"));
        Files.writeString(incomplete, content);
        Files.move(incomplete, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Creates a directory and those above it with mode 0700. Existing ones keep their mode. */
    public static Path directory(Path directory) throws IOException {
        return Files.createDirectories(directory, mode("rwx------"));
    }

    private static FileAttribute<Set<PosixFilePermission>> mode(String permissions) {
        return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
    }
}
