package io.productcatalog.system.shipped;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Whether the JVM runs as its {@code jvm.options} say, and nothing else has a word in it: the start cache is valid for those alone.
 */
final class JvmOptions {

    private static final Pattern OTHER_WORDS = Pattern.compile(
            "\\b(JAVA_TOOL_OPTIONS|JDK_JAVA_OPTIONS|_JAVA_OPTIONS)\\b|-X(ms|mx|mn|ss)\\w+|-XX:(?!AOT)\\S+");

    private JvmOptions() {}

    static List<String> problems(String text) {
        return OTHER_WORDS
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .distinct()
                .toList();
    }
}
