package io.productcatalog.benchmarks.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a server answered in a closed loop, and what each answer cost it. */
record Load(double perSecond, double processorMicros) {

    private static final int TURNS = 4;

    static Load of(String url, long server, int clients, double seconds, Supplier<byte[]> request)
            throws InterruptedException {
        double before = Processor.nanos(server);
        double perSecond = ClosedLoop.run(url, clients, seconds, request);
        return new Load(perSecond, (Processor.nanos(server) - before) / 1e3 / (perSecond * seconds));
    }

    /** A load that can be put on a server for a while. */
    @FunctionalInterface
    interface Source {
        Load load(double seconds) throws InterruptedException;
    }

    /** The loads of both, which have turns: what else goes on in the machine meets both. */
    static List<Load> inTurns(Source one, Source other, double seconds) throws InterruptedException {
        List<Load> ones = new ArrayList<>();
        List<Load> others = new ArrayList<>();
        for (int turn = 0; turn < TURNS; turn++) {
            ones.add(one.load(seconds / TURNS));
            others.add(other.load(seconds / TURNS));
        }
        return List.of(mean(ones), mean(others));
    }

    private static Load mean(List<Load> turns) {
        double answers = turns.stream().mapToDouble(Load::perSecond).sum();
        double micros = turns.stream()
                .mapToDouble(turn -> turn.perSecond * turn.processorMicros)
                .sum();
        return new Load(answers / turns.size(), micros / answers);
    }

    List<Figure> figures(String name) {
        return List.of(
                new Figure(name + ", a second", perSecond), new Figure(name + ", processor µs", processorMicros));
    }

    List<Figure> against(Load baseline, String name, String baselineName) {
        List<Figure> figures = new ArrayList<>();
        figures.add(new Figure(name + " ÷ " + baselineName, perSecond / baseline.perSecond));
        figures.addAll(figures(name));
        figures.addAll(baseline.figures(baselineName));
        return figures;
    }
}
