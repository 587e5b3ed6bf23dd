package io.productcatalog.stack.run;

import io.productcatalog.stack.settings.SettingsProblem;
import io.productcatalog.stack.settings.StackFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The jars that the services run from: copies, because a JVM does not survive it when its jar is built anew. */
record ServiceJars(Path command, Path query) {

    /**
     * Copies those that were built last. No service may run from the earlier copies.
     *
     * @throws SettingsProblem when one was not built
     */
    static ServiceJars copy(StackFiles files) throws IOException {
        Files.createDirectories(files.jars());
        return new ServiceJars(copy(files, StackFiles.COMMAND_SERVICE_JAR), copy(files, StackFiles.QUERY_SERVICE_JAR));
    }

    private static Path copy(StackFiles files, String relative) throws IOException {
        Path built = files.jar(relative);
        return Files.copy(built, files.jars().resolve(built.getFileName()), StandardCopyOption.REPLACE_EXISTING);
    }
}
