package io.productcatalog.system.shipped;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The check that what the JVM may take by its options fits into the memory limit of the container. */
final class MemoryBudget {

    private static final List<String> OPTIONS =
            List.of("-Xmx", "-XX:MaxDirectMemorySize=", "-XX:ReservedCodeCacheSize=");

    /** Megabytes for classes, the C heap and stacks (docs/performance.md, Memory and start). */
    private static final int ALL_ELSE = 96;

    private static final Pattern SIZE = Pattern.compile("(\\d+)(m|Mi|g|Gi)");

    private MemoryBudget() {}

    /** @param limit with its unit, as Kubernetes or Compose write it */
    static List<String> problems(String service, String jvmOptions, String limit) {
        List<String> missing = OPTIONS.stream()
                .filter(option -> values(jvmOptions, option).count() != 1)
                .map(option -> service + ": " + option + " is not given once")
                .toList();
        if (!missing.isEmpty()) {
            return missing;
        }
        int needed = ALL_ELSE
                + OPTIONS.stream()
                        .flatMap(option -> values(jvmOptions, option))
                        .mapToInt(MemoryBudget::megabytes)
                        .sum();
        return needed <= megabytes(limit)
                ? List.of()
                : List.of(service + ": the limit is " + limit + ", and the JVM may need " + needed + " MB");
    }

    private static Stream<String> values(String jvmOptions, String option) {
        return jvmOptions.lines().filter(line -> line.startsWith(option)).map(line -> line.substring(option.length()));
    }

    private static int megabytes(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new AssertionError(text + " is not a size");
        }
        return Integer.parseInt(size.group(1)) * (size.group(2).matches("g|Gi") ? 1024 : 1);
    }
}
