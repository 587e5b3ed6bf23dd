package io.productcatalog.command.ops;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertyResolver;

/**
 * Checks every {@link Setting} before anything is started, and hands the effective values to the configuration, where
 * they are referred to by the variable's name.
 */
class SettingsInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final String CONFLUENT_API = "/apis/ccompat/v7";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        Map<String, Object> effective = effective(context.getEnvironment());
        context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("settings", effective));
    }

    /** @throws InvalidSettings when there is something wrong with any of them */
    static Map<String, Object> effective(PropertyResolver environment) {
        Map<Setting, String> given = new EnumMap<>(Setting.class);
        List<String> faults = new ArrayList<>();
        for (Setting setting : Setting.values()) {
            String value = environment.getProperty(setting.name(), "").strip();
            if (value.isEmpty()) {
                value = setting.defaultValue();
            }
            given.put(setting, value);
            String fault = setting.fault(value);
            if (fault != null) {
                faults.add(setting.name() + " " + fault);
            }
        }
        keysFrom(given, faults);
        if (!faults.isEmpty()) {
            throw new InvalidSettings(faults);
        }
        Map<String, Object> effective = new HashMap<>();
        given.forEach((setting, value) -> effective.put(setting.name(), value));
        database(given, effective);
        tokens(given, effective);
        effective.put(
                "catalog.registry.native-url",
                value(given, Setting.SCHEMA_REGISTRY_URL).replaceFirst(CONFLUENT_API + "/?$", "/apis/registry/v3"));
        return effective;
    }

    private static void keysFrom(Map<Setting, String> given, List<String> faults) {
        boolean file = !value(given, Setting.CATALOG_JWT_PUBLIC_KEY_FILE).isEmpty();
        boolean issuer = !value(given, Setting.CATALOG_JWT_ISSUER_URI).isEmpty();
        if (file == issuer) {
            faults.add("CATALOG_JWT_PUBLIC_KEY_FILE or CATALOG_JWT_ISSUER_URI must be set, "
                    + (file ? "but not both." : "since nothing may be written without a valid token."));
        }
    }

    private static void database(Map<Setting, String> given, Map<String, Object> effective) {
        PostgresAddress address =
                Objects.requireNonNull(PostgresAddress.parse(value(given, Setting.CATALOG_WRITE_DB_URL)));
        String user = orElse(value(given, Setting.CATALOG_WRITE_DB_USER), address.user());
        String password = orElse(value(given, Setting.CATALOG_WRITE_DB_PASSWORD), address.password());
        boolean owner = !value(given, Setting.CATALOG_WRITE_DB_OWNER_USER).isEmpty();
        effective.put("catalog.database.url", address.jdbcUrl());
        effective.put("catalog.database.user", user);
        effective.put("catalog.database.password", password);
        effective.put("catalog.database.owner", owner ? value(given, Setting.CATALOG_WRITE_DB_OWNER_USER) : user);
        effective.put(
                "catalog.database.owner-password",
                owner ? value(given, Setting.CATALOG_WRITE_DB_OWNER_PASSWORD) : password);
    }

    /** Spring Security takes the presence of these properties for a choice, so only the chosen ones may be there. */
    private static void tokens(Map<Setting, String> given, Map<String, Object> effective) {
        String prefix = "spring.security.oauth2.resourceserver.jwt.";
        String keyFile = value(given, Setting.CATALOG_JWT_PUBLIC_KEY_FILE);
        if (keyFile.isEmpty()) {
            effective.put(prefix + "issuer-uri", value(given, Setting.CATALOG_JWT_ISSUER_URI));
        } else {
            effective.put(prefix + "public-key-location", "file:" + keyFile);
        }
        String audience = value(given, Setting.CATALOG_JWT_AUDIENCE);
        if (!audience.isEmpty()) {
            effective.put(prefix + "audiences", audience);
        }
    }

    private static String orElse(String value, @Nullable String other) {
        return value.isEmpty() && other != null ? other : value;
    }

    private static String value(Map<Setting, String> given, Setting setting) {
        return Objects.requireNonNull(given.get(setting));
    }
}
