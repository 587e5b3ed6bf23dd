package io.productcatalog.system.shipped;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A program of the machine, which may not be there. */
final class Command {

    private static final int NOT_FOUND = 127;

    record Result(int exitCode, String output) {

        boolean found() {
            return exitCode != NOT_FOUND;
        }
    }

    private Command() {}

    static Result run(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException notThere) {
            return new Result(NOT_FOUND, String.valueOf(notThere.getMessage()));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
