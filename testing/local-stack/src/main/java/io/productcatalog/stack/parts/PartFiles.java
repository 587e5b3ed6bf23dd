package io.productcatalog.stack.parts;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The files that the module {@code testing/local-stack/parts} puts below its {@code target/}. */
final class PartFiles {

    private static final Path ROOT = locate();

    private PartFiles() {}

    static String kafkaClassPath() {
        return classPath(jars("kafka"));
    }

    /** The class path in the order of Quarkus' own launcher: generated classes replace those of the application. */
    static String registryClassPath() {
        Path quarkus = ROOT.resolve("registry").resolve("quarkus");
        return classPath(Stream.of(
                        Stream.of(
                                quarkus.resolve("transformed-bytecode.jar"), quarkus.resolve("generated-bytecode.jar")),
                        jars("registry/app"),
                        jars("registry/lib/boot"),
                        jars("registry/lib/main"))
                .flatMap(part -> part));
    }

    /** The archive that holds {@code bin/}, {@code lib/} and {@code share/} of PostgreSQL for this platform. */
    static Path postgresArchive() {
        List<Path> archives = children(ROOT).stream()
                .filter(child -> child.getFileName().toString().startsWith("postgres-"))
                .flatMap(directory -> children(directory).stream())
                .filter(file -> file.getFileName().toString().endsWith(".txz"))
                .toList();
        if (archives.isEmpty()) {
            throw missing(ROOT.resolve("postgres-*/*.txz"));
        }
        return archives.getLast();
    }

    private static Stream<Path> jars(String directory) {
        return children(ROOT.resolve(directory)).stream()
                .filter(file -> file.getFileName().toString().endsWith(".jar"));
    }

    private static String classPath(Stream<Path> files) {
        return files.map(Path::toString).collect(Collectors.joining(System.getProperty("path.separator")));
    }

    private static List<Path> children(Path directory) {
        if (!Files.isDirectory(directory)) {
            throw missing(directory);
        }
        try (Stream<Path> children = Files.list(directory)) {
            return children.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static PartFailure missing(Path path) {
        return new PartFailure(path + " is missing: build it with 'mvn -pl testing/local-stack -am package'.");
    }

    /** This class is in testing/local-stack/target/classes or testing/local-stack/target/local-stack.jar. */
    private static Path locate() {
        try {
            Path classes = Path.of(PartFiles.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return classes.resolveSibling("../parts/target").normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
