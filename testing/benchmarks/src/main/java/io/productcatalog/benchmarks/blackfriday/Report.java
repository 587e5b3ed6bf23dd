package io.productcatalog.benchmarks.blackfriday;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * The report of a run, as text and as a page with plots that needs nothing else.
 *
 * @param peak latencies at the peak, in microseconds, by kind of request
 * @param failed requests of the whole run, by kind
 * @param facts everything else that is to be said
 */
record Report(
        String title, Map<String, Histogram> peak, Map<String, Long> failed, List<String> facts, List<Second> seconds) {

    private static final int WIDTH = 900;
    private static final int HEIGHT = 260;
    private static final List<String> COLOURS =
            List.of("#1f77b4", "#d62728", "#2ca02c", "#9467bd", "#ff7f0e", "#17becf", "#8c564b", "#e377c2");

    String text() {
        StringBuilder text = new StringBuilder(title).append("\n\n");
        text.append("%-12s %10s %8s %9s %9s %9s %9s%n"
                .formatted("at the peak", "answers", "failed", "p50 ms", "p99 ms", "p99.9 ms", "max ms"));
        new TreeMap<>(peak)
                .forEach((kind, latencies) -> text.append("%-12s %10d %8d %9.2f %9.2f %9.2f %9.2f%n"
                        .formatted(
                                kind,
                                latencies.getTotalCount(),
                                failed.getOrDefault(kind, 0L),
                                latencies.getValueAtPercentile(50) / 1e3,
                                latencies.getValueAtPercentile(99) / 1e3,
                                latencies.getValueAtPercentile(99.9) / 1e3,
                                latencies.getMaxValue() / 1e3)));
        facts.forEach(fact -> text.append('\n').append(fact));
        return text.append('\n').toString();
    }

    void write(Path file) throws IOException {
        Files.writeString(file.resolveSibling(file.getFileName() + ".txt"), text());
        Files.writeString(file.resolveSibling(file.getFileName() + ".html"), page());
    }

    private String page() {
        return """
                <!doctype html><html lang="en"><meta charset="utf-8"><title>%1$s</title>
                <style>body{font:14px sans-serif;margin:2em;max-width:960px}svg{border:1px solid #ccc}pre{background:#f6f6f6;padding:1em}</style>
                <h1>%1$s</h1><pre>%2$s</pre>
                <h2>Answers a second</h2>%3$s
                <h2>p50, milliseconds (logarithmic)</h2>%4$s
                <h2>p99, milliseconds (logarithmic)</h2>%5$s
                <h2>Longest wait, milliseconds (logarithmic)</h2>%6$s
                <h2>Resident memory, megabytes</h2>%7$s
                """.formatted(
                        title,
                        text(),
                        plot(byKind(Histogram::getTotalCount), false),
                        plot(byKind(latencies -> latencies.getValueAtPercentile(50) / 1e3), true),
                        plot(byKind(latencies -> latencies.getValueAtPercentile(99) / 1e3), true),
                        plot(byKind(latencies -> latencies.getMaxValue() / 1e3), true),
                        plot(memory(), false));
    }

    private Map<String, List<double[]>> byKind(ToDoubleFunction<Histogram> figure) {
        Map<String, List<double[]>> lines = new TreeMap<>();
        for (Second second : seconds) {
            second.latencies().forEach((kind, latencies) -> {
                if (latencies.getTotalCount() > 0) {
                    lines.computeIfAbsent(kind, _ -> new ArrayList<>())
                            .add(new double[] {second.second(), figure.applyAsDouble(latencies)});
                }
            });
        }
        return lines;
    }

    private Map<String, List<double[]>> memory() {
        Map<String, List<double[]>> lines = new TreeMap<>();
        for (Second second : seconds) {
            second.residentMegabytes()
                    .forEach((replica, megabytes) -> lines.computeIfAbsent(replica, _ -> new ArrayList<>())
                            .add(new double[] {second.second(), megabytes}));
        }
        return lines;
    }

    /** Lines over time in seconds, each a list of points. */
    private static String plot(Map<String, List<double[]>> lines, boolean logarithmic) {
        double last = max(lines, 0).orElse(1);
        double top = max(lines, 1).orElse(1) * 1.1;
        ToDoubleFunction<Double> height = value ->
                logarithmic ? Math.log10(Math.max(value, 0.1) / 0.1) / Math.log10(Math.max(top, 1) / 0.1) : value / top;
        StringBuilder svg =
                new StringBuilder("<svg viewBox=\"0 0 %d %d\" width=\"%d\">".formatted(WIDTH, HEIGHT + 30, WIDTH));
        for (double share : new double[] {0.25, 0.5, 0.75, 1}) {
            double value = logarithmic ? 0.1 * Math.pow(Math.max(top, 1) / 0.1, share) : top * share;
            double y = HEIGHT - share * (HEIGHT - 20);
            svg.append(
                    "<line x1=\"0\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\" stroke=\"#eee\"/><text x=\"2\" y=\"%.1f\">%.1f</text>"
                            .formatted(WIDTH, y, y, y - 2, value));
        }
        int line = 0;
        for (Map.Entry<String, List<double[]>> each : lines.entrySet()) {
            String colour = COLOURS.get(line % COLOURS.size());
            String points = each.getValue().stream()
                    .map(point -> "%.1f,%.1f"
                            .formatted(
                                    point[0] / last * WIDTH, HEIGHT - height.applyAsDouble(point[1]) * (HEIGHT - 20)))
                    .collect(Collectors.joining(" "));
            svg.append(
                    "<polyline fill=\"none\" stroke=\"%s\" points=\"%s\"/><text x=\"%d\" y=\"%d\" fill=\"%s\">%s</text>"
                            .formatted(colour, points, 10 + line * 150, HEIGHT + 20, colour, each.getKey()));
            line++;
        }
        return svg.append("</svg>").toString();
    }

    private static OptionalDouble max(Map<String, List<double[]>> lines, int coordinate) {
        return lines.values().stream()
                .flatMap(List::stream)
                .map(point -> point[coordinate])
                .max(Comparator.naturalOrder())
                .map(OptionalDouble::of)
                .orElse(OptionalDouble.empty());
    }
}
