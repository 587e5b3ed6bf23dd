package io.productcatalog.query.lifecycle;

import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;

/**
 * The command {@code java -jar query-service.jar migrate}: creates or updates the tables of the read model, as the role
 * that owns them, and ends. It is for deployments whose services run with {@code CATALOG_MIGRATE=false} and without the
 * owner's password. It takes the same settings as the service.
 */
@ImportAutoConfiguration(FlywayAutoConfiguration.class)
public final class MigrateCommand {

    private MigrateCommand() {}

    /** Whether the program's arguments ask for this command. */
    public static boolean isMeant(String[] arguments) {
        return List.of(arguments).equals(List.of("migrate"));
    }

    /** Runs the migrations and returns when the tables are up to date. A failure is logged before it is thrown. */
    public static void run() {
        new SpringApplicationBuilder(MigrateCommand.class)
                .web(WebApplicationType.NONE)
                .run("--catalog.migrate=true")
                .close();
    }
}
