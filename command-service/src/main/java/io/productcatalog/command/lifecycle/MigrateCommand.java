package io.productcatalog.command.lifecycle;

import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;

/**
 * The command {@code java -jar command-service.jar migrate}: creates or updates the tables, as the role that owns them,
 * and exits. It is for deployments whose services run with {@code CATALOG_MIGRATE=false} and do not know the owner's
 * password. It reads the same settings as the service.
 */
@ImportAutoConfiguration(FlywayAutoConfiguration.class)
public final class MigrateCommand {

    private MigrateCommand() {}

    public static boolean isMeant(String[] arguments) {
        return List.of(arguments).equals(List.of("migrate"));
    }

    /**
     * Returns when the tables are up to date. If the migration fails, the cause is logged before the exception is
     * thrown.
     */
    public static void run() {
        new SpringApplicationBuilder(MigrateCommand.class)
                .web(WebApplicationType.NONE)
                .run("--catalog.migrate=true")
                .close();
    }
}
