package io.productcatalog.system.shipped;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/** The names of Spring Boot's own settings, from the metadata of its modules on the class path. */
final class SpringProperties {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Set<String> NAMES = new HashSet<>();
    private static final Set<String> MAPS = new HashSet<>();

    static {
        try {
            for (URL metadata : Collections.list(SpringProperties.class
                    .getClassLoader()
                    .getResources("META-INF/spring-configuration-metadata.json"))) {
                try (InputStream file = metadata.openStream()) {
                    JSON.readTree(file).path("properties").forEach(SpringProperties::add);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SpringProperties() {}

    private static void add(JsonNode property) {
        String name = relaxed(property.path("name").asText());
        (property.path("type").asText().startsWith("java.util.Map") ? MAPS : NAMES).add(name);
    }

    static boolean knows(String variable) {
        String name = relaxed(variable);
        return NAMES.contains(name) || MAPS.stream().anyMatch(name::startsWith);
    }

    /** Removes what differs between a property and its environment variable: case, dots, dashes and underscores. */
    private static String relaxed(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[-._]", "");
    }
}
