package io.productcatalog.command.settings;

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
            String value = isAbsent(given) ? setting.defaultValue() : given;
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
        settings.requireKeys(lookup);
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
        String url = values.get(Setting.CATALOG_WRITE_DB_URL);
        if (url != null
                && values.get(Setting.CATALOG_WRITE_DB_USER) == null
                && PostgresUrl.parse(url).user() == null) {
            complaints.add("CATALOG_WRITE_DB_USER is missing: neither it nor CATALOG_WRITE_DB_URL names a role.");
        }
        if (values.containsKey(Setting.CATALOG_JWT_PUBLIC_KEY_FILE)
                && values.containsKey(Setting.CATALOG_JWT_ISSUER_URI)) {
            complaints.add("CATALOG_JWT_ISSUER_URI must not be set beside CATALOG_JWT_PUBLIC_KEY_FILE.");
        }
    }

    /** Nothing may be written without a valid token, so there is no default. */
    private void requireKeys(Function<String, @Nullable String> lookup) {
        if (isAbsent(lookup.apply("CATALOG_JWT_PUBLIC_KEY_FILE")) && isAbsent(lookup.apply("CATALOG_JWT_ISSUER_URI"))) {
            complaints.add("CATALOG_JWT_PUBLIC_KEY_FILE or CATALOG_JWT_ISSUER_URI is missing:"
                    + " one of them must say whose tokens are valid.");
        }
    }

    private static boolean isAbsent(@Nullable String given) {
        return given == null || given.isEmpty();
    }

    /** What the configuration refers to: every setting that has a value by its name, and what follows from them. */
    Map<String, Object> properties() {
        Map<String, Object> properties = new HashMap<>();
        values.forEach((setting, value) -> properties.put(setting.name(), value));
        PostgresUrl database = PostgresUrl.parse(values.getOrDefault(Setting.CATALOG_WRITE_DB_URL, ""));
        String user = or(values.get(Setting.CATALOG_WRITE_DB_USER), database.user());
        String password = or(values.get(Setting.CATALOG_WRITE_DB_PASSWORD), database.password());
        properties.put("catalog.write-db.jdbc-url", database.jdbcUrl());
        properties.put("catalog.write-db.migration-jdbc-url", database.migrationJdbcUrl());
        properties.put("catalog.write-db.user", user);
        properties.put("catalog.write-db.password", password);
        properties.put("catalog.write-db.owner-user", or(values.get(Setting.CATALOG_WRITE_DB_OWNER_USER), user));
        properties.put(
                "catalog.write-db.owner-password", or(values.get(Setting.CATALOG_WRITE_DB_OWNER_PASSWORD), password));
        addTokens(properties);
        return properties;
    }

    /** Spring Security takes the presence of a property for a choice, so only what was chosen may be there. */
    private void addTokens(Map<String, Object> properties) {
        String jwt = "spring.security.oauth2.resourceserver.jwt.";
        String keyFile = values.get(Setting.CATALOG_JWT_PUBLIC_KEY_FILE);
        if (keyFile != null) {
            properties.put(jwt + "public-key-location", "file:" + keyFile);
        }
        String issuer = values.get(Setting.CATALOG_JWT_ISSUER_URI);
        if (issuer != null) {
            properties.put(jwt + "issuer-uri", issuer);
        }
        String audience = values.get(Setting.CATALOG_JWT_AUDIENCE);
        if (audience != null) {
            properties.put(jwt + "audiences", audience);
        }
    }

    private static String or(@Nullable String first, @Nullable String second) {
        return first != null ? first : second != null ? second : "";
    }
}
