package io.productcatalog.query.settings;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.convert.DurationStyle;

/**
 * The settings of one process, read and checked together.
 *
 * @param complaints a sentence for each bad one, which names it and never repeats its value
 */
public record Settings(Map<Setting, String> values, List<String> complaints) {

    /** @param lookup the value given for a name, or null */
    static Settings read(Function<String, @Nullable String> lookup) {
        Map<Setting, String> values = new EnumMap<>(Setting.class);
        List<String> complaints = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            String given = lookup.apply(setting.name());
            String value = given == null || given.isEmpty() ? setting.defaultValue() : given;
            if (value == null && setting.required()) {
                complaints.add(setting + " is missing: it must be "
                        + setting.kind().expectation() + " (" + setting.meaning() + ").");
            } else if (value != null && value.contains("${")) {
                complaints.add(setting + " must not contain ${ (" + setting.meaning() + ").");
            } else if (value != null && !setting.kind().accepts(value)) {
                complaints.add(setting + " must be " + setting.kind().expectation() + " (" + setting.meaning() + ").");
            } else if (value != null) {
                values.put(setting, value);
            }
        }
        Settings settings = new Settings(values, complaints);
        settings.checkTogether();
        return settings;
    }

    private void checkTogether() {
        String port = values.getOrDefault(Setting.CATALOG_PORT, "");
        if (!port.equals("0") && port.equals(values.get(Setting.CATALOG_MANAGEMENT_PORT))) {
            complaints.add("CATALOG_MANAGEMENT_PORT must differ from CATALOG_PORT.");
        }
        String timeout = values.get(Setting.CATALOG_SHUTDOWN_TIMEOUT);
        String drain = values.get(Setting.CATALOG_DRAIN_DELAY);
        if (timeout != null
                && drain != null
                && DurationStyle.detectAndParse(drain).compareTo(DurationStyle.detectAndParse(timeout)) >= 0) {
            complaints.add("CATALOG_DRAIN_DELAY must be shorter than CATALOG_SHUTDOWN_TIMEOUT.");
        }
        String url = values.get(Setting.CATALOG_READ_DB_URL);
        if (url != null
                && values.get(Setting.CATALOG_READ_DB_USER) == null
                && PostgresUrl.parse(url).user() == null) {
            complaints.add("CATALOG_READ_DB_USER is missing: neither it nor CATALOG_READ_DB_URL names a role.");
        }
    }

    /** What the configuration refers to: every setting that has a value by its name, and what follows from them. */
    Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        values.forEach((setting, value) -> properties.put(setting.name(), value));
        PostgresUrl database = PostgresUrl.parse(values.getOrDefault(Setting.CATALOG_READ_DB_URL, ""));
        String user = or(values.get(Setting.CATALOG_READ_DB_USER), database.user());
        String password = or(values.get(Setting.CATALOG_READ_DB_PASSWORD), database.password());
        properties.put("catalog.read-db.jdbc-url", database.jdbcUrl());
        properties.put("catalog.read-db.migration-jdbc-url", database.migrationJdbcUrl());
        properties.put("catalog.read-db.r2dbc-url", database.r2dbcUrl());
        properties.put("catalog.read-db.user", user);
        properties.put("catalog.read-db.password", password);
        properties.put("catalog.read-db.owner-user", or(values.get(Setting.CATALOG_READ_DB_OWNER_USER), user));
        properties.put(
                "catalog.read-db.owner-password", or(values.get(Setting.CATALOG_READ_DB_OWNER_PASSWORD), password));
        return properties;
    }

    private static String or(@Nullable String first, @Nullable String second) {
        return first != null ? first : second != null ? second : "";
    }
}
