package io.productcatalog.benchmarks.bench;

import io.productcatalog.stack.parts.JavaProgram;
import io.productcatalog.stack.settings.StackFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A baseline's own JVM, with the options of the JVM of the service that it stands for. */
final class JavaChild {

    private JavaChild() {}

    /**
     * The command that starts it.
     *
     * @param service whose options it takes
     * @param moreOptions beside or instead of those
     * @param main of this program's class path
     */
    static List<String> command(String service, List<String> moreOptions, Class<?> main, String... arguments) {
        Path options = StackFiles.from(Map.of()).service(service).directory().resolve("jvm.options");
        List<String> command = new ArrayList<>(List.of(JavaProgram.path(), "@" + options));
        command.addAll(moreOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(arguments));
        return command;
    }
}
