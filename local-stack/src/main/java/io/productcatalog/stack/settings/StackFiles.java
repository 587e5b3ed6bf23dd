package io.productcatalog.stack.settings;

import io.productcatalog.stack.parts.ProcessRecord;
import io.productcatalog.stack.services.ServicePackage;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where things are.
 *
 * @param project the root of the project, where the services are below
 * @param state the directory that CATALOG_STATE_DIR names; {@code .local} of the project by default
 */
public record StackFiles(Path project, Path state) {

    public static StackFiles from(Map<String, String> environment) {
        Path project = locate();
        String state = environment.getOrDefault("CATALOG_STATE_DIR", "");
        return new StackFiles(
                project,
                state.isBlank()
                        ? project.resolve(".local")
                        : Path.of(state).toAbsolutePath().normalize());
    }

    /**
     * The service of that name as packaged.
     *
     * @throws SettingsProblem when it was not built
     */
    public ServicePackage service(String name) {
        ServicePackage built = new ServicePackage(project.resolve(name, "target", name));
        if (!Files.isRegularFile(built.startCache())) {
            throw new SettingsProblem(built.directory() + " is missing: build it with 'mvn package'.");
        }
        return built;
    }

    /** Exists while the stack is ready: shell exports of its addresses, credentials and processes. */
    public Path env() {
        return state.resolve("env");
    }

    public Path keys() {
        return state.resolve("keys");
    }

    /** The services that run: a build may replace those of the project meanwhile. */
    public Path services() {
        return state.resolve("services");
    }

    public Path lock() {
        return state.resolve("lock");
    }

    /** The program that runs this state directory's stack. */
    public ProcessRecord launcher() {
        return new ProcessRecord(state.resolve("processes").resolve("local-stack"));
    }

    /** This class is in local-stack/target/classes or local-stack/target/local-stack.jar. */
    private static Path locate() {
        try {
            Path classes = Path.of(StackFiles.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return classes.resolve("../../..").normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
