package io.productcatalog.command.lifecycle;

import io.productcatalog.command.outbox.SchemaRegistration;
import io.productcatalog.command.settings.SchemaRegistrySettings;
import io.productcatalog.command.settings.TopicSettings;
import java.util.List;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/**
 * The command {@code java -jar command-service.jar migrate}: creates or updates the tables, as the role that owns them,
 * registers the schema of the events, and exits. It is for deployments whose services run with
 * {@code CATALOG_MIGRATE=false} and {@code CATALOG_REGISTER_SCHEMA=false}, and do not know the owner's password. It
 * reads the same settings as the service.
 */
@ImportAutoConfiguration(FlywayAutoConfiguration.class)
@EnableConfigurationProperties({SchemaRegistrySettings.class, TopicSettings.class})
@Import(SchemaRegistration.class)
public class MigrateCommand {

    public static boolean isMeant(String[] arguments) {
        return List.of(arguments).equals(List.of("migrate"));
    }

    /**
     * Returns when the tables are up to date and the schema is registered. If one of them fails, the cause is logged
     * before the exception is thrown.
     */
    public static void run() {
        new SpringApplicationBuilder(MigrateCommand.class)
                .web(WebApplicationType.NONE)
                .run("--catalog.migrate=true")
                .close();
    }

    /** Runs after the migration. */
    @Bean
    ApplicationRunner schemaRegistrationRunner(SchemaRegistration registration) {
        return _ -> registration.register();
    }
}
