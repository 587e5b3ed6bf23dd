package io.productcatalog.system.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import io.productcatalog.system.RequiredTool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The manifests below {@code k8s}: all files without changes, and the overlays as {@code kubectl kustomize} builds
 * them.
 */
enum Manifests {
    FILES,
    LOCAL,
    PRODUCTION;

    private static final Map<Manifests, String> READ = new EnumMap<>(Manifests.class);

    /** Returns the manifests. Skips the calling test if it needs kubectl and there is none. */
    String text() {
        return READ.computeIfAbsent(this, manifests -> switch (manifests) {
            case FILES -> files();
            case LOCAL, PRODUCTION -> build("k8s/overlays/" + manifests.name().toLowerCase());
        });
    }

    Documents documents() {
        return Documents.of(text());
    }

    /** Returns all resources of the kustomizations, without patches, which are not complete documents. */
    private static String files() {
        try (Stream<Path> below = Files.walk(Project.path("k8s"))) {
            return below.filter(file -> file.endsWith("kustomization.yaml"))
                    .sorted()
                    .flatMap(Manifests::resources)
                    .map(Manifests::read)
                    .collect(Collectors.joining("\n---\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<Path> resources(Path kustomization) {
        JsonNode resources = Documents.single(read(kustomization)).path("resources");
        return Documents.elements(resources)
                .map(resource -> kustomization.resolveSibling(resource.asText()))
                .filter(Files::isRegularFile);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String build(String kustomization) {
        RequiredTool.KUBECTL.require();
        Command.Result built = Command.run(
                List.of("kubectl", "kustomize", Project.path(kustomization).toString()));
        if (built.exitCode() != 0) {
            throw new AssertionError(built.output());
        }
        return built.output();
    }
}
