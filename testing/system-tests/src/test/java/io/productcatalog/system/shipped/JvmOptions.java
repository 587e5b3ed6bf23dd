package io.productcatalog.system.shipped;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The check that the JVM gets no options but those of {@code jvm.options}. The AOT cache is valid only for these.
 */
final class JvmOptions {

    private static final Pattern OTHER_OPTIONS = Pattern.compile(
            "\\b(JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS)\\b|-X(ms|mx|mn|ss)\\w+|-XX:(?!AOT)\\S+");

    private JvmOptions() {}

    static List<String> problems(String text) {
        return OTHER_OPTIONS
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
    }
}
