package io.productcatalog.benchmarks;

import io.productcatalog.cluster.Replica;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** The resident memory of a replica's process, as {@code ps} reports it. */
public final class ResidentMemory {

    private ResidentMemory() {}

    /** The resident memory in megabytes, or 0 if the process has ended. */
    public static double megabytes(Replica replica) {
        String pid = Long.toString(replica.process().process().pid());
        try {
            Process ps = new ProcessBuilder("ps", "-o", "rss=", "-p", pid).start();
            String kilobytes = new String(ps.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return kilobytes.isEmpty() ? 0 : Double.parseDouble(kilobytes) / 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
