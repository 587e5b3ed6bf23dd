package io.productcatalog.query;

import io.productcatalog.query.deadletters.DeadLettersCommand;
import io.productcatalog.query.lifecycle.MigrateCommand;
import io.productcatalog.query.lifecycle.ShutdownDeadline;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import reactor.netty.ReactorNetty;

/**
 * Serves the catalog's active products to the public, read-only.
 *
 * <p>An event's way: {@code projection} reads a batch of events from Kafka, keeps the highest version of each product,
 * renders its JSON once and stores it in one transaction, guarded by the version; then it commits the offsets. A
 * request's way: {@code document} and {@code browse} fetch those bytes over R2DBC and answer with them as they are.
 * {@code overload} refuses what is more than can be answered. {@code freshness} knows how far the one is behind the other; {@code ops} keeps both observable and stoppable. Called
 * with {@code dead-letters} the program is another one: it lists and replays what could not be projected;
 * called with {@code migrate} it only makes the tables.
 */
@SpringBootApplication
public class QueryService {

    public static void main(String[] arguments) {
        if (DeadLettersCommand.isMeant(arguments)) {
            System.exit(DeadLettersCommand.run(arguments));
        }
        if (MigrateCommand.isMeant(arguments)) {
            MigrateCommand.run();
            return;
        }
        // One event loop for each processor: on a small machine Netty's usual four only take each other's turns.
        System.setProperty(
                ReactorNetty.IO_WORKER_COUNT,
                System.getProperty(
                        ReactorNetty.IO_WORKER_COUNT,
                        Integer.toString(Runtime.getRuntime().availableProcessors())));
        SpringApplication service = new SpringApplication(QueryService.class);
        service.addListeners(new ShutdownDeadline());
        service.run(arguments);
    }
}
