package io.productcatalog.system.shipped;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of the project. Paths are relative to its root. */
final class Project {

    private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

    private Project() {}

    static Path path(String path) {
        return ROOT.resolve(path);
    }

    static String text(String path) {
        try {
            return Files.readString(path(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String jvmOptions(String service) {
        return text(service + "/src/main/jvm/jvm.options");
    }

    /** Returns a copy with the first occurrence of {@code good} replaced. Fails if there is none. */
    static String broken(String text, String good, String bad) {
        int at = text.indexOf(good);
        if (at < 0) {
            throw new AssertionError("nothing to break: there is no " + good);
        }
        return text.substring(0, at) + bad + text.substring(at + good.length());
    }
}
