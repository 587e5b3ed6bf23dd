package io.productcatalog.query.deadletters;

import io.productcatalog.query.QueryService;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A run of the command in its own process, configured by its environment only. */
record CommandRun(int exitCode, List<String> out, String err) {

    static CommandRun of(Map<String, String> environment, String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                // The class path of the tests has two loggers. The one of the service's jar has one.
                "-Dslf4j.internal.verbosity=ERROR",
                "-cp",
                System.getProperty("java.class.path"),
                QueryService.class.getName(),
                "dead-letters"));
        line.addAll(List.of(arguments));
        try {
            Path out = Files.createTempFile("dead-letters", ".out");
            Path err = Files.createTempFile("dead-letters", ".err");
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectOutput(out.toFile()).redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("CATALOG_"));
            builder.environment().remove("JAVA_TOOL_OPTIONS");
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("The command does not end");
            }
            CommandRun run = new CommandRun(process.exitValue(), lines(out), String.join("\n", lines(err)));
            Files.delete(out);
            Files.delete(err);
            return run;
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static List<String> lines(Path file) throws IOException {
        return Files.readAllLines(file, StandardCharsets.UTF_8);
    }
}
