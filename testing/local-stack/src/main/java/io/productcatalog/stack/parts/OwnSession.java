package io.productcatalog.stack.parts;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Starts a program in a session of its own, which the terminal's Ctrl-C does not reach. */
final class OwnSession {

    static final List<String> SETSID = List.of("setsid");

    /** For macOS, which has no setsid. */
    static final List<String> PERL =
            List.of("perl", "-MPOSIX", "-e", "POSIX::setsid(); exec { $ARGV[0] } @ARGV or die", "--");

    private OwnSession() {}

    static List<String> of(List<String> command) {
        return of(command, OwnSession::isOnPath);
    }

    /**
     * Prefixes the command with the first available program that creates a session; leaves it unchanged if there is
     * none.
     */
    static List<String> of(List<String> command, Predicate<String> isAvailable) {
        return Stream.of(SETSID, PERL)
                .filter(prefix -> isAvailable.test(prefix.getFirst()))
                .findFirst()
                .map(prefix -> Stream.of(prefix, command).flatMap(List::stream).toList())
                .orElse(command);
    }

    private static boolean isOnPath(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        return Arrays.stream(path.split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
