package io.productcatalog.benchmarks.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The figures of several runs, as a table of ratios and one of what they were made of. */
final class Figures {

    private final Map<String, List<Double>> values = new LinkedHashMap<>();

    void add(Figure figure) {
        values.computeIfAbsent(figure.name(), _ -> new ArrayList<>()).add(figure.value());
    }

    String text() {
        Predicate<String> isRatio = name -> name.contains("÷");
        return table("ratio", isRatio) + "\n" + table("figure", isRatio.negate());
    }

    private String table(String title, Predicate<String> wanted) {
        StringBuilder text =
                new StringBuilder("%-62s %5s %10s %10s %10s%n".formatted(title, "runs", "min", "median", "max"));
        values.forEach((name, all) -> {
            if (wanted.test(name)) {
                List<Double> sorted = all.stream().sorted().toList();
                text.append("%-62s %5d %10s %10s %10s%n"
                        .formatted(
                                name,
                                sorted.size(),
                                number(sorted.getFirst()),
                                number(sorted.get((sorted.size() - 1) / 2)),
                                number(Collections.max(sorted))));
            }
        });
        return text.toString();
    }

    static String number(double value) {
        return value >= 100 ? "%,.0f".formatted(value) : "%.2f".formatted(value);
    }
}
