package io.productcatalog.stack.parts;

import java.nio.file.Path;

/** The {@code java} that runs this program. Child processes use it too, not the one in the PATH. */
public final class JavaProgram {

    private JavaProgram() {}

    public static String path() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }
}
