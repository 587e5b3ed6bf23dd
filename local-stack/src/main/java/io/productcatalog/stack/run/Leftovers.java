package io.productcatalog.stack.run;

import io.productcatalog.stack.parts.ChildProcess;
import io.productcatalog.stack.parts.LocalParts;
import io.productcatalog.stack.services.CatalogService;
import io.productcatalog.stack.settings.StackFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.util.List;

/** What a killed launcher left running: found by the records of its processes, and stopped as it would have been. */
final class Leftovers {

    private Leftovers() {}

    static void stop(StackFiles files, LocalParts parts, PrintStream out) throws IOException {
        Files.deleteIfExists(files.env());
        List.of(CatalogService.COMMAND, CatalogService.QUERY).parallelStream()
                .filter(service -> ChildProcess.stopLeftover(service, files.state(), CatalogService.STOP_TIMEOUT))
                .forEach(service -> say(service, out));
        parts.stopLeftovers().forEach(part -> say(part.name(), out));
    }

    private static void say(String name, PrintStream out) {
        out.println(name + " was still running from an earlier start: stopped");
    }
}
