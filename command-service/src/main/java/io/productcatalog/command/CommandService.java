package io.productcatalog.command;

import io.productcatalog.command.lifecycle.MigrateCommand;
import io.productcatalog.command.lifecycle.ShutdownDeadline;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * Starts the command service.
 *
 * <p>A change travels one way: {@code product.web} reads it, {@code product} decides, {@code product.store} writes the
 * new state and {@code eventlog} the event in the same transaction; the relay in {@code outbox} then publishes the log in
 * commit order. Settings are environment variables, all listed in {@code ops.Setting}. Called with
 * {@code migrate} the program only makes the tables.
 */
@SpringBootApplication
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
