package io.productcatalog.stack.settings;

import io.productcatalog.stack.parts.ProcessRecord;
import io.productcatalog.stack.services.ServicePackage;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * The paths of the local stack.
 *
 * @param project the root of the project, below which the services are built
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
     * The packaged service of this name.
     *
     * @throws SettingsProblem if it is not built
     */
    public ServicePackage service(String name) {
        ServicePackage built = new ServicePackage(project.resolve(name, "target", name));
        if (!Files.isRegularFile(built.startCache())) {
            throw new SettingsProblem(built.directory() + " is missing: build it with 'mvn package'.");
        }
        return built;
    }

    /**
     * The file of shell exports with the stack's addresses, credentials and pids. It exists while the stack is ready.
     */
    public Path env() {
        return state.resolve("env");
    }

    public Path keys() {
        return state.resolve("keys");
    }

    /** The copies of the services that are run, since a build may replace the packaged ones meanwhile. */
    public Path services() {
        return state.resolve("services");
    }

    public Path lock() {
        return state.resolve("lock");
    }

    /** The record of the process that runs the stack of this state directory. */
    public ProcessRecord launcher() {
        return new ProcessRecord(state.resolve("processes").resolve("local-stack"));
    }

    /** This class is in testing/local-stack/target/classes or testing/local-stack/target/local-stack.jar. */
    private static Path locate() {
        try {
            Path classes = Path.of(StackFiles.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return classes.resolve("../../../..").normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
