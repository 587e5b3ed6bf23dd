package io.productcatalog.system.shipped;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of a service as docs/configuration.md lists them. A test of the service compares this list with the
 * code.
 *
 * @param defaults the defaults by the variables' names; {@code needed} and {@code none} are kept as these words
 */
record ConfigurationTable(Map<String, String> defaults) {

    private static final Pattern ROW = Pattern.compile("\\| `([A-Z_]+)` \\| `?([^|`]*)`? \\|.*");

    static ConfigurationTable of(String service) {
        String section = Project.text("docs/configuration.md")
                .split("\n\\*\\*" + service + "\\*\\*", 2)[1]
                .split("\n\\*\\*", 2)[0];
        Map<String, String> defaults = new LinkedHashMap<>();
        section.lines()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .forEach(row -> defaults.put(row.group(1), row.group(2).strip()));
        return new ConfigurationTable(defaults);
    }

    List<String> needed() {
        return defaults.keySet().stream()
                .filter(name -> defaults.get(name).equals("needed"))
                .toList();
    }

    /** Returns the value that the service uses when it gets these variables. */
    String value(String name, Map<String, String> given) {
        return given.getOrDefault(name, defaults.get(name));
    }
}
