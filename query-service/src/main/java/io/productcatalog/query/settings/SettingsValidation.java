package io.productcatalog.query.settings;

import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * The validation of all settings at start, before anything else is done. A start with invalid settings fails with an
 * {@link InvalidSettingsException} that names all of them.
 *
 * <p>An environment variable with an empty value counts as missing. A value with <code>${</code> is refused: Spring
 * would resolve it, and could so put a secret into a message.
 *
 * <p>Valid settings also give the properties that {@code application.yaml} refers to and that follow from them.
 */
public class SettingsValidation implements EnvironmentPostProcessor {

    static final List<Class<? extends Record>> RECORDS = List.of(
            HttpSettings.class,
            KafkaSettings.class,
            SchemaRegistrySettings.class,
            TopicSettings.class,
            ReadDatabaseSettings.class,
            ReadModelSettings.class,
            MigrationSettings.class,
            ProjectionSettings.class,
            CacheSettings.class,
            ListingSettings.class,
            ShutdownSettings.class);

    /**
     * The only form of a value of each type. Spring would accept others, such as {@code yes}, or a duration without a
     * unit.
     */
    private static final Map<Class<?>, Format> FORMATS = Map.of(
            int.class, new Format("[0-9]{1,9}", "a whole number"),
            long.class, new Format("[0-9]{1,9}", "a whole number"),
            boolean.class, new Format("true|false", "true or false"),
            Duration.class, new Format("[0-9]{1,6}(ms|s|m)", "a duration such as 20s or 500ms"));

    private record Format(Pattern pattern, String expectation) {

        Format(String pattern, String expectation) {
            this(Pattern.compile(pattern), expectation);
        }
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        dropEmptyVariables(environment.getPropertySources());
        Binder binder = new Binder(ConfigurationPropertySources.get(environment), PlaceholdersResolver.NONE);
        List<String> sentences = new ArrayList<>();
        for (Class<? extends Record> type : RECORDS) {
            sentences.addAll(validate(type, binder));
        }
        if (!sentences.isEmpty()) {
            throw new InvalidSettingsException(sentences);
        }
        Map<String, Object> derived = bind(ReadDatabaseSettings.class, binder).derivedProperties();
        environment.getPropertySources().addFirst(new MapPropertySource("derivedSettings", derived));
    }

    private static void dropEmptyVariables(MutablePropertySources sources) {
        String name = StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME;
        if (sources.get(name) instanceof MapPropertySource environment) {
            Map<String, Object> variables = new HashMap<>(environment.getSource());
            variables.values().removeIf(value -> value.toString().isEmpty());
            sources.replace(name, new SystemEnvironmentPropertySource(name, variables));
        }
    }

    private static List<String> validate(Class<? extends Record> type, Binder binder) {
        List<String> sentences = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            String value = binder.bind(property(type, component), String.class).orElse("");
            Format format = FORMATS.get(component.getType());
            if (value.contains("${")) {
                sentences.add(variable(type, component) + " must not contain ${.");
            } else if (format != null && !format.pattern().matcher(value).matches()) {
                sentences.add(variable(type, component) + " must be " + format.expectation() + ".");
            }
        }
        return sentences.isEmpty() ? violations(type, binder) : sentences;
    }

    private static List<String> violations(Class<? extends Record> type, Binder binder) {
        try {
            bind(type, binder);
            return List.of();
        } catch (BindException failure) {
            for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
                if (cause instanceof InvalidSettingsException invalid) {
                    return invalid.sentences();
                }
            }
            throw failure;
        }
    }

    private static <T extends Record> T bind(Class<T> type, Binder binder) {
        return binder.bindOrCreate(prefix(type), type);
    }

    /** The name of the environment variable for a component. */
    static String variable(Class<? extends Record> type, RecordComponent component) {
        return property(type, component).replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    }

    static String property(Class<? extends Record> type, RecordComponent component) {
        return prefix(type) + "."
                + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    }

    private static String prefix(Class<? extends Record> type) {
        return Objects.requireNonNull(type.getAnnotation(ConfigurationProperties.class))
                .value();
    }
}
