package io.productcatalog.system.bench;

import java.util.List;
import java.util.function.Supplier;

/** A closed loop of reads, and what each cost the server. */
record Reads(double perSecond, double processorMicros) {

    static final int CLIENTS = 32;
    static final int SECONDS = 2;

    static Reads of(String url, long server, Supplier<byte[]> request) throws InterruptedException {
        double before = Processor.nanos(server);
        double perSecond = ClosedLoop.run(url, CLIENTS, SECONDS, request);
        return new Reads(perSecond, (Processor.nanos(server) - before) / 1e3 / (perSecond * SECONDS));
    }

    List<Figure> against(Reads baseline, String name, String baselineName) {
        return List.of(
                new Figure(name + " ÷ " + baselineName, perSecond / baseline.perSecond),
                new Figure(name + ", a second", perSecond),
                new Figure(name + ", processor µs", processorMicros),
                new Figure(baselineName + ", a second", baseline.perSecond),
                new Figure(baselineName + ", processor µs", baseline.processorMicros));
    }
}
