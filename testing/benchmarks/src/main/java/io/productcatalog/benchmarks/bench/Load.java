package io.productcatalog.benchmarks.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What a server answered in a closed loop, and what each answer cost it.
 *
 * @param longestMillis the longest time that a client waited for an answer
 */
record Load(double perSecond, double processorMicros, double longestMillis) {

    private static final int TURNS = 4;

    static Load of(String url, long server, int clients, double seconds, Supplier<byte[]> request)
            throws InterruptedException {
        double before = Processor.nanos(server);
        ClosedLoop.Outcome outcome = ClosedLoop.run(url, clients, seconds, request);
        double micros = (Processor.nanos(server) - before) / 1e3 / (outcome.perSecond() * seconds);
        return new Load(outcome.perSecond(), micros, outcome.longestMillis());
    }

    /** A load that can be put on a server for a while. */
    @FunctionalInterface
    interface Source {
        Load load(double seconds) throws InterruptedException;
    }

    /** The loads of all sources, which alternate, so that other work of the machine affects all of them alike. */
    static List<Load> inTurns(double seconds, Source... sources) throws InterruptedException {
        List<List<Load>> turns =
                Stream.of(sources).<List<Load>>map(_ -> new ArrayList<>()).toList();
        for (int turn = 0; turn < TURNS; turn++) {
            for (int source = 0; source < sources.length; source++) {
                turns.get(source).add(sources[source].load(seconds / TURNS));
            }
        }
        return turns.stream().map(Load::mean).toList();
    }

    private static Load mean(List<Load> turns) {
        double answers = turns.stream().mapToDouble(Load::perSecond).sum();
        double micros = turns.stream()
                .mapToDouble(turn -> turn.perSecond * turn.processorMicros)
                .sum();
        double longest = turns.stream().mapToDouble(Load::longestMillis).max().orElseThrow();
        return new Load(answers / turns.size(), micros / answers, longest);
    }

    List<Figure> figures(String name) {
        return List.of(
                new Figure(name + ", a second", perSecond),
                new Figure(name + ", processor µs", processorMicros),
                new Figure(name + ", longest wait ms", longestMillis));
    }

    /** The ratio to a baseline, and these figures. */
    List<Figure> against(Load baseline, String name, String baselineName) {
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure(name + " ÷ " + baselineName, perSecond / baseline.perSecond));
        figures.addAll(figures(name));
        return figures;
    }
}
