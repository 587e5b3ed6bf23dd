package io.productcatalog.stack.services;

import io.productcatalog.stack.parts.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * A packaged service: a directory of its name with the program, its libraries, the options of its JVM and its start
 * cache.
 */
public record ServicePackage(Path directory) {

    public String name() {
        return directory.getFileName().toString();
    }

    /** The jar of the program. Its libraries are in {@code lib} beside it. */
    public Path program() {
        return directory.resolve(name() + ".jar");
    }

    /**
     * The cache of the classes that a start loads and links. The JVM ignores the cache of another JVM or another build.
     */
    public Path startCache() {
        return directory.resolve("start.aot");
    }

    List<String> command(String java) {
        return command(java, "-XX:AOTCache=" + startCache());
    }

    /** The command of a run that writes the start cache at its end. */
    List<String> recordingCommand(String java, Path cache) {
        return command(java, "-XX:AOTCacheOutput=" + cache);
    }

    private List<String> command(String java, String cacheOption) {
        return List.of(
                java,
                "@" + directory.resolve("jvm.options"),
                cacheOption,
                "-jar",
                program().toString());
    }

    /**
     * Copies the package below a directory, over an earlier copy. The files keep their times, to which the cache is
     * bound.
     */
    public ServicePackage copyTo(Path parent) throws IOException {
        Path copy = parent.resolve(directory.getFileName());
        Directories.delete(copy);
        Files.createDirectories(parent);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, copy.resolve(directory.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return new ServicePackage(copy);
    }
}
