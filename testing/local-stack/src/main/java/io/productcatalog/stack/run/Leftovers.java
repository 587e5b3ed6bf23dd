package io.productcatalog.stack.run;

import io.productcatalog.stack.parts.ChildProcess;
import io.productcatalog.stack.parts.LocalParts;
import io.productcatalog.stack.services.CatalogService;
import io.productcatalog.stack.settings.StackFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;

/** The processes that a killed launcher left running. They are found by their records, and stopped like any other. */
final class Leftovers {

    private Leftovers() {}

    static void stop(StackFiles files, LocalParts parts, PrintStream out) throws IOException {
        Files.deleteIfExists(files.env());
        List.of(CatalogService.COMMAND, CatalogService.QUERY).parallelStream()
                .filter(service -> ChildProcess.stopLeftover(service, files.state(), CatalogService.STOP_TIMEOUT))
                .forEach(service -> report(service, out));
        parts.stopLeftovers().forEach(part -> report(part.name(), out));
    }

    private static void report(String name, PrintStream out) {
        out.println(name + " was still running from an earlier start: stopped");
    }
}
