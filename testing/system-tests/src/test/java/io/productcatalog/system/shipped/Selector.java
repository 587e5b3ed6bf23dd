package io.productcatalog.system.shipped;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A metric in a PromQL expression, with its label matchers. The expression must be valid; promtool checks this. */
record Selector(String metric, List<Label> labels) {

    /**
     * A label matcher.
     *
     * @param operator {@code =}, {@code !=}, {@code =~} or {@code !~}
     */
    record Label(String name, String operator, String value) {

        boolean accepts(String actual) {
            return switch (operator) {
                case "=" -> actual.equals(value);
                case "!=" -> !actual.equals(value);
                case "=~" -> actual.matches(value);
                default -> !actual.matches(value);
            };
        }
    }

    private static final Pattern GROUPING =
            Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right)\\s*\\(([^)]*)\\)");
    private static final Pattern METRIC =
            Pattern.compile("\\b([a-zA-Z_:][a-zA-Z0-9_:]*)\\b(\\{(?:[^}\"]|\"(?:\\\\.|[^\"\\\\])*\")*})?(?!\\s*\\()");
    private static final Pattern LABEL =
            Pattern.compile("([a-zA-Z_]\\w*)\\s*(=~|!~|!=|=)\\s*\"((?:\\\\.|[^\"\\\\])*)\"");
    private static final Pattern DURATION = Pattern.compile("\\[\\d+[a-z]+(:[^]]*)?]");
    private static final Set<String> KEYWORDS = Set.of("and", "or", "unless", "bool", "offset", "inf", "nan");

    /** Returns the selectors of an expression in order. */
    static List<Selector> of(String expression) {
        String text =
                GROUPING.matcher(DURATION.matcher(expression).replaceAll("")).replaceAll("");
        List<Selector> selectors = new ArrayList<>();
        Matcher found = METRIC.matcher(text);
        while (found.find()) {
            if (!KEYWORDS.contains(found.group(1)) && !isFunction(text, found.end(1))) {
                String labels = found.group(2) == null ? "" : found.group(2);
                selectors.add(new Selector(
                        found.group(1),
                        LABEL.matcher(labels)
                                .results()
                                .map(label -> new Label(label.group(1), label.group(2), label.group(3)))
                                .toList()));
            }
        }
        return selectors;
    }

    /** Returns the labels that an expression groups by. */
    static List<String> grouping(String expression) {
        return GROUPING.matcher(expression)
                .results()
                .flatMap(labels -> Arrays.stream(labels.group(1).split("\\s*,\\s*")))
                .distinct()
                .toList();
    }

    private static boolean isFunction(String text, int end) {
        return text.substring(end).stripLeading().startsWith("(");
    }
}
