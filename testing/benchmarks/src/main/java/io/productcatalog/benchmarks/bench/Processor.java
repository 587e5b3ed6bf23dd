package io.productcatalog.benchmarks.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The processor time of a process. */
final class Processor {

    private Processor() {}

    /** Of all its threads that live, in nanoseconds, as Linux counts it; not a number elsewhere. */
    static double nanos(long process) {
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process), "task"))) {
            List<Path> all = threads.toList();
            double nanos = 0;
            for (Path thread : all) {
                nanos += nanosOfThread(thread);
            }
            return nanos;
        } catch (IOException e) {
            return Double.NaN;
        }
    }

    private static double nanosOfThread(Path thread) {
        try {
            String times = Files.readString(thread.resolve("schedstat"));
            return Double.parseDouble(times.substring(0, times.indexOf(' ')));
        } catch (IOException ended) {
            return 0;
        }
    }
}
