package io.productcatalog.command.ops;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Refuses to start with bad settings, all of them named at once, before anything else is done. */
public class SettingsCheck implements EnvironmentPostProcessor {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        Settings settings = Settings.read(environment::getProperty);
        if (!settings.complaints().isEmpty()) {
            throw new InvalidSettingsException(settings.complaints());
        }
        environment.getPropertySources().addFirst(new MapPropertySource("catalogSettings", settings.properties()));
    }
}
