package io.productcatalog.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program of the machine that some tests need. Where it is missing or too old they are skipped, with a line that says so; in CI, where
 * {@code .ci/run} sees to it that it is there, they fail.
 */
public enum RequiredTool {
    PROMTOOL("promtool --version", "version (\\d+)", 2, "Debian's package prometheus"),
    PROMETHEUS("prometheus --version", "version (\\d+)", 2, "Debian's package prometheus"),
    KUBECTL("kubectl version --client", "v1\\.(\\d+)", 21, "1.21 or newer"),
    NODE("node --version", "v(\\d+)", 20, "20 or newer"),
    NPM("npm --version", "(\\d+)", 1, "it comes with node");

    private final List<String> versionCommand;
    private final Pattern version;
    private final int oldest;
    private final String advice;

    RequiredTool(String versionCommand, String version, int oldest, String advice) {
        this.versionCommand = List.of(versionCommand.split(" "));
        this.version = Pattern.compile(version);
        this.oldest = oldest;
        this.advice = advice;
    }

    /** Returns when it is there. Otherwise the test that calls this is skipped, or fails in CI. */
    public void require() {
        boolean usable = isUsable(versionOutput(versionCommand));
        if (!usable) {
            System.out.println("Tests are skipped: " + missing());
        }
        require(usable, "true".equals(System.getenv("CI")));
    }

    void require(boolean usable, boolean ci) {
        if (usable) {
            return;
        }
        if (ci) {
            throw new AssertionError(missing() + ". In CI the tests that need it are not skipped.");
        }
        assumeTrue(false, this::missing);
    }

    private String missing() {
        return "%s is missing or too old (%s)".formatted(versionCommand.getFirst(), advice);
    }

    /** Whether what it tells of its version is new enough. */
    boolean isUsable(String output) {
        Matcher matcher = version.matcher(output);
        return matcher.find() && Integer.parseInt(matcher.group(1)) >= oldest;
    }

    /** Empty when it is not there. */
    private static String versionOutput(List<String> command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException missing) {
            return "";
        }
    }
}
