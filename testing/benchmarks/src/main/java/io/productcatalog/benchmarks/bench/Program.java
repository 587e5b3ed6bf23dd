package io.productcatalog.benchmarks.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** A program that measures something, says it and ends. */
final class Program {

    private Program() {}

    /**
     * What it says.
     *
     * @throws IllegalStateException when it does not end with 0
     */
    static String output(List<String> command, Map<String, String> environment)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(command.getFirst() + " " + command.getLast() + ": " + output);
        }
        return output;
    }
}
