package io.productcatalog.query;

import io.productcatalog.query.deadletters.DeadLettersCommand;
import io.productcatalog.query.lifecycle.MigrateCommand;
import io.productcatalog.query.lifecycle.ShutdownDeadline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import reactor.core.publisher.Hooks;
import reactor.netty.ReactorNetty;

/**
 * The query service: the read-only public API for the products on sale.
 *
 * <p>Events: {@code projection} reads a batch from Kafka, keeps the highest version of each product, renders its JSON
 * once, and stores it in one transaction, guarded by the version. Then it commits the offsets. {@code invalidation}
 * notifies the caches of all replicas, and {@code lag} measures how far the read model is behind the topic.
 *
 * <p>Requests: {@code product} and {@code listing} answer with the stored bytes, which {@code documents} takes from a
 * cache or from the database. {@code overload} refuses requests above the limit. {@code http}, {@code settings} and
 * {@code lifecycle} serve all of them.
 *
 * <p>With the argument {@code dead-letters} the program lists and replays the records that could not be projected. With
 * {@code migrate} it only migrates the tables.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class QueryService {

    private static final Logger log = LoggerFactory.getLogger(QueryService.class);

    public static void main(String[] arguments) {
        if (DeadLettersCommand.isMeant(arguments)) {
            System.exit(DeadLettersCommand.run(arguments));
        }
        if (MigrateCommand.isMeant(arguments)) {
            MigrateCommand.run();
            return;
        }
        // One event loop for each processor. By default Netty starts at least four, which compete on a small machine.
        System.setProperty(
                ReactorNetty.IO_WORKER_COUNT,
                System.getProperty(
                        ReactorNetty.IO_WORKER_COUNT,
                        Integer.toString(Runtime.getRuntime().availableProcessors())));
        // A query that failed after its time was over. Whoever waited for it has had a failure already.
        Hooks.onErrorDropped(failure -> log.debug("A failure that nobody waits for any more", failure));
        SpringApplication service = new SpringApplication(QueryService.class);
        service.addListeners(new ShutdownDeadline());
        service.run(arguments);
    }
}
