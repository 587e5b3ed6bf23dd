package io.productcatalog.stack.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Generated passwords, one file for each role, in a directory that only its owner may read. */
final class Passwords implements RolePasswords {

    private static final int PASSWORD_BYTES = 24;

    private final Path directory;
    private final SecureRandom random = new SecureRandom();
    private final Set<String> generated = ConcurrentHashMap.newKeySet();

    Passwords(Path directory) {
        this.directory = directory;
    }

    /** The password of a role, generated at the first call and then kept: 32 characters of the base64url alphabet. */
    @Override
    public String of(String role) {
        try {
            Path file = fileOf(role);
            if (!Files.exists(file)) {
                byte[] bytes = new byte[PASSWORD_BYTES];
                random.nextBytes(bytes);
                PrivateFile.write(file, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
                generated.add(role);
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public boolean isNew(String role) {
        return generated.contains(role);
    }

    Path fileOf(String role) {
        return directory.resolve(role);
    }
}
