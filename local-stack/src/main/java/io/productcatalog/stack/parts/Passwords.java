package io.productcatalog.stack.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;

/** Generated passwords, one file a role in a directory that only its owner may read. */
final class Passwords {

    private static final int BYTES = 24;

    private final Path directory;
    private final SecureRandom random = new SecureRandom();

    Passwords(Path directory) {
        this.directory = directory;
    }

    /** The role's password; generated at the first call, the same ever after. 32 characters of the base64url alphabet. */
    String of(String role) {
        try {
            Path file = fileOf(role);
            if (!Files.exists(file)) {
                byte[] bytes = new byte[BYTES];
                random.nextBytes(bytes);
                PrivateFile.write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path fileOf(String role) {
        return directory.resolve(role);
    }
}
