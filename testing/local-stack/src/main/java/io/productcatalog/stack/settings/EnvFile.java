package io.productcatalog.stack.settings;

import io.productcatalog.stack.parts.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A file of shell exports with mode 0600. Every value is in single quotes: {@code export NAME='value'}. */
public final class EnvFile {

    private static final Pattern EXPORT = Pattern.compile("export ([A-Z_][A-Z0-9_]*)='((?:[^']|'\\\\'')*)'(?:\\n|$)");
    private static final String QUOTE = "'\\''";

    private EnvFile() {}

    public static void write(Path file, Map<String, String> values) throws IOException {
        PrivateFile.write(
                file,
                values.entrySet().stream()
                        .map(entry -> "export " + entry.getKey() + "='"
                                + entry.getValue().replace("'", QUOTE) + "'\n")
                        .collect(Collectors.joining()));
    }

    /** Reads the values of a file that {@link #write} has written. */
    public static Map<String, String> read(Path file) throws IOException {
        Map<String, String> values = new LinkedHashMap<>();
        Matcher matcher = EXPORT.matcher(Files.readString(file));
        while (matcher.find()) {
            values.put(matcher.group(1), matcher.group(2).replace(QUOTE, "'"));
        }
        return values;
    }
}
