package io.productcatalog.system;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A program on the machine that some tests need. If it is missing or too old, these tests are skipped, and a line on
 * the standard output says so. In CI, where {@code .ci/run} installs the programs, they fail instead.
 */
public enum RequiredTool {
    PROMTOOL("promtool --version", "version (\\d+)", 2, "Debian's package prometheus"),
    PROMETHEUS("prometheus --version", "version (\\d+)", 2, "Debian's package prometheus"),
    KUBECTL("kubectl version --client", "v1\\.(\\d+)", 21, "1.21 or newer"),
    NODE("node --version", "v(\\d+)", 20, "20 or newer"),
    NPM("npm --version", "(\\d+)", 1, "it comes with node");

    private final List<String> versionCommand;
    private final Pattern version;
    private final int minVersion;
    private final String advice;

    RequiredTool(String versionCommand, String version, int minVersion, String advice) {
        this.versionCommand = List.of(versionCommand.split(" "));
        this.version = Pattern.compile(version);
        this.minVersion = minVersion;
        this.advice = advice;
    }

    /** Returns if the program is usable. Otherwise it skips the calling test or, in CI, fails it. */
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

    /** Returns whether the output of the version command names a version that is new enough. */
    boolean isUsable(String output) {
        Matcher matcher = version.matcher(output);
        return matcher.find() && Integer.parseInt(matcher.group(1)) >= minVersion;
    }

    /** Returns an empty text if the program is missing. */
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
