package io.productcatalog.system.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** What a server answered in a closed loop, and what each answer cost it. */
record Load(double perSecond, double processorMicros) {

    static Load of(String url, long server, int clients, int seconds, Supplier<byte[]> request)
            throws InterruptedException {
        double before = Processor.nanos(server);
        double perSecond = ClosedLoop.run(url, clients, seconds, request);
        return new Load(perSecond, (Processor.nanos(server) - before) / 1e3 / (perSecond * seconds));
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
