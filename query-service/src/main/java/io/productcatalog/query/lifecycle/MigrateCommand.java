package io.productcatalog.query.lifecycle;

import java.util.List;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;

/**
 * {@code java -jar query-service.jar migrate}: creates the tables of the read model or brings them up to date, as the role that owns them,
 * and ends. For deployments whose services run with {@code CATALOG_MIGRATE=false} and do not know the owner's password. It
 * is told the same settings as the service.
 */
@ImportAutoConfiguration(FlywayAutoConfiguration.class)
public final class MigrateCommand {

    private MigrateCommand() {}

    public static boolean isMeant(String[] arguments) {
        return List.of(arguments).equals(List.of("migrate"));
    }

    /** Returns when all is up to date; why it could not be done is logged before the exception leaves. */
    public static void run() {
        new SpringApplicationBuilder(MigrateCommand.class)
                .web(WebApplicationType.NONE)
                .run("--CATALOG_MIGRATE=true")
                .close();
    }
}
