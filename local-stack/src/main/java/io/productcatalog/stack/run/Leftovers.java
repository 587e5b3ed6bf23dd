package io.productcatalog.stack.run;

import io.productcatalog.stack.parts.ChildProcess;
import io.productcatalog.stack.parts.LocalParts;
import io.productcatalog.stack.parts.ProcessRecord;
import io.productcatalog.stack.settings.StackFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** What a killed launcher left running: found by the records of its processes, and stopped as it would have been. */
final class Leftovers {

    private Leftovers() {}

    static void stop(StackFiles files, LocalParts parts, PrintStream out) throws IOException {
        Files.deleteIfExists(files.env());
        Path state = files.state();
        List.of(CatalogService.COMMAND, CatalogService.QUERY).parallelStream().forEach(name -> stop(name, state, out));
        parts.all().forEach(part -> {
            if (part.stopLeftover()) {
                say(part.name(), out);
            }
        });
    }

    private static void stop(String service, Path state, PrintStream out) {
        ProcessRecord left = ChildProcess.recordOf(service, state);
        Optional<ProcessHandle> alive = left.alive();
        if (alive.isPresent()) {
            ChildProcess.stop(alive.get(), CatalogService.STOP_TIMEOUT);
            say(service, out);
        }
        left.clear();
    }

    private static void say(String name, PrintStream out) {
        out.println(name + " was still running from an earlier start: stopped");
    }
}
