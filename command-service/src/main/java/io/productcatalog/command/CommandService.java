package io.productcatalog.command;

import io.productcatalog.command.lifecycle.MigrateCommand;
import io.productcatalog.command.lifecycle.ShutdownDeadline;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/**
 * The command service.
 *
 * <p>A change passes through the packages in one direction: {@code web} parses the request, {@code product} decides,
 * {@code store} writes the new state and the event in one transaction, and the relay in {@code outbox} publishes the
 * event log in commit order. The settings are environment variables, see the package {@code settings}. With the
 * argument {@code migrate} the program only migrates the database.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class CommandService {

    public static void main(String[] arguments) {
        if (MigrateCommand.isMeant(arguments)) {
            MigrateCommand.run();
            return;
        }
        SpringApplication service = new SpringApplication(CommandService.class);
        service.addListeners(new ShutdownDeadline());
        service.run(arguments);
    }
}
