package io.productcatalog.system;

import io.productcatalog.stack.parts.JavaProgram;
import io.productcatalog.stack.services.ServicePackage;
import io.productcatalog.stack.settings.StackFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A finished run of a packaged service. */
record ServiceRun(int exitCode, String output) {

    /**
     * Runs the service until it ends.
     *
     * @param environment the whole environment; the variables of the calling process are not inherited
     */
    static ServiceRun of(String service, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        ServicePackage files = StackFiles.from(Map.of()).service(service);
        List<String> command = new ArrayList<>(List.of(
                JavaProgram.path(),
                "@" + files.directory().resolve("jvm.options"),
                "-XX:AOTCache=" + files.startCache(),
                "-jar",
                files.program().toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new ServiceRun(process.waitFor(), output);
    }
}
