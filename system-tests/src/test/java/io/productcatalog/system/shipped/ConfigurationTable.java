package io.productcatalog.system.shipped;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of a service as README.md lists them, which a test of the service holds against its own.
 *
 * @param defaults by the variables' names; {@code needed} and {@code none} stand for themselves
 */
record ConfigurationTable(Map<String, String> defaults) {

    private static final Pattern ROW = Pattern.compile("\\| `([A-Z_]+)` \\| `?([^|`]*)`? \\|.*");

    static ConfigurationTable of(String service) {
        String section = Project.text("README.md")
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

    /** What the service goes by, which is told these variables. */
    String value(String name, Map<String, String> given) {
        return given.getOrDefault(name, defaults.get(name));
    }
}
