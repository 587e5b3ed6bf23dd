package io.productcatalog.benchmarks.bench;

import io.productcatalog.benchmarks.AwaitTimeout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code make bench}. */
final class Bench {

    private static final int RUNS = Integer.getInteger("bench.runs", 5);

    private final Figures figures = new Figures();

    public static void main(String[] arguments) throws Exception {
        AwaitTimeout.set();
        new Bench().measure();
    }

    private void measure() throws Exception {
        try (Shop shop = Shop.open()) {
            List<Measurement> stages = List.of(
                    new Hits(shop),
                    new Misses(shop),
                    new Pages(shop),
                    new Writes(shop),
                    new Relay(shop),
                    new Freshness(shop),
                    new Replay(shop),
                    new Memory(shop));
            for (Measurement stage : stages) {
                // Until classes are loaded, code is compiled and memory is filled.
                run(stage);
            }
            for (int run = 0; run < RUNS; run++) {
                for (Measurement stage : stages) {
                    run(stage).forEach(figures::add);
                }
            }
            Measurement starts = new Starts(shop);
            for (int run = 0; run < RUNS; run++) {
                run(starts).forEach(figures::add);
            }
        }
        System.out.println(figures.text());
        Path report = Path.of("target", "bench.txt");
        Files.writeString(report, figures.text());
        System.out.println("Written to " + report.toAbsolutePath());
    }

    private static List<Figure> run(Measurement stage) throws Exception {
        long begin = System.nanoTime();
        List<Figure> figures = stage.run();
        System.out.printf("%s, %.0f s%n", stage.getClass().getSimpleName(), (System.nanoTime() - begin) / 1e9);
        figures.forEach(figure -> System.out.printf("  %s: %s%n", figure.name(), Figures.number(figure.value())));
        return figures;
    }
}
