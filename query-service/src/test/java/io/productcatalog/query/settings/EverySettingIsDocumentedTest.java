package io.productcatalog.query.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ClassPathResource;

class EverySettingIsDocumentedTest {

    private static final Pattern ROW = Pattern.compile("\\| `([A-Z_]+)` \\| ([^|]+) \\| [^|]+ \\|");

    @Test
    void withItsDefault() throws IOException {
        PropertySource<?> defaults = new YamlPropertySourceLoader()
                .load("defaults", new ClassPathResource("application.yaml"))
                .getFirst();
        Map<String, String> settings = new TreeMap<>();
        for (Class<? extends Record> type : SettingsValidation.RECORDS) {
            for (RecordComponent component : type.getRecordComponents()) {
                Object value = defaults.getProperty(SettingsValidation.property(type, component));
                settings.put(
                        SettingsValidation.variable(type, component),
                        value != null ? "`" + value + "`" : isOptional(component) ? "none" : "needed");
            }
        }

        assertThat(documented()).isEqualTo(settings);
    }

    private static boolean isOptional(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static Map<String, String> documented() throws IOException {
        String section = Files.readString(Path.of("..", "docs", "configuration.md"))
                .split("\\*\\*query-service\\*\\*", 2)[1]
                .split("\n\\*\\*", 2)[0];
        Map<String, String> rows = new TreeMap<>();
        section.lines().map(ROW::matcher).filter(Matcher::matches).forEach(row -> rows.put(row.group(1), row.group(2)));
        return rows;
    }
}
