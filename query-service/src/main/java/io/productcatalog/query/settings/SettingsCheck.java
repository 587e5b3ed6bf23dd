package io.productcatalog.query.settings;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;

/** Refuses to start with bad settings, all of them named at once, before anything else is done. */
public class SettingsCheck implements EnvironmentPostProcessor {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Settings settings = Settings.read(name -> raw(environment, name));
        if (!settings.complaints().isEmpty()) {
            throw new InvalidSettingsException(settings.complaints());
        }
        environment.getPropertySources().addFirst(new MapPropertySource("catalogSettings", settings.properties()));
    }

    /** As it was given: resolving placeholders in it could put a secret into an error message. */
    private static @Nullable String raw(ConfigurableEnvironment environment, String name) {
        for (PropertySource<?> source : environment.getPropertySources()) {
            Object value = source.getProperty(name);
            if (value != null) {
                return value.toString();
            }
        }
        return null;
    }
}
