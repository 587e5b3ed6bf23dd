package io.productcatalog.stack.services;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** A service as the build leaves it: a directory of its name with the program, its libraries and how its JVM runs. */
public record ServicePackage(Path directory) {

    public String name() {
        return directory.getFileName().toString();
    }

    /** Its libraries are in {@code lib} beside it. */
    public Path program() {
        return directory.resolve(name() + ".jar");
    }

    /** Of what a start loads and links; the JVM takes no notice of one that another JVM or another build has made. */
    public Path startCache() {
        return directory.resolve("start.aot");
    }

    List<String> command(String java) {
        return command(java, "-XX:AOTCache=" + startCache());
    }

    /** The same, and when it has ended there is a start cache for it. */
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

    /** Copies it below that directory, over an earlier copy. The files' times stay: the cache is bound to them. */
    public ServicePackage copyTo(Path parent) throws IOException {
        Path copy = parent.resolve(directory.getFileName());
        deleteAll(copy);
        Files.createDirectories(parent);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, copy.resolve(directory.relativize(file)), StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return new ServicePackage(copy);
    }

    private static void deleteAll(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.toList().reversed()) {
                    Files.delete(file);
                }
            }
        }
    }
}
