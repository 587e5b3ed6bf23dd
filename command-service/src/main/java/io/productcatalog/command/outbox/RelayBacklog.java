package io.productcatalog.command.outbox;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * The metrics of the changes that are accepted but not yet published: their number and the age of the oldest. Every
 * replica measures them once a second, whether or not its relay is the leader. They are NaN while the database does not
 * answer.
 */
@Component
class RelayBacklog {

    private static final Logger log = LoggerFactory.getLogger(RelayBacklog.class);

    /** Counting more would cost more than the metric is worth. */
    private static final int MAX_COUNTED_EVENTS = 100_000;

    private static final Measure UNKNOWN = new Measure(Double.NaN, Double.NaN);

    private record Measure(double events, double seconds) {}

    private final JdbcClient jdbc;
    private volatile Measure latest = UNKNOWN;

    RelayBacklog(JdbcClient jdbc, MeterRegistry meters) {
        this.jdbc = jdbc;
        Gauge.builder("catalog.relay.backlog", () -> latest.events())
                .description("Accepted changes that are not yet published (counted up to 100,000)")
                .baseUnit("events")
                .register(meters);
        Gauge.builder("catalog.relay.lag", () -> latest.seconds())
                .description("Age of the oldest accepted change that is not yet published")
                .baseUnit("seconds")
                .register(meters);
    }

    @Scheduled(fixedDelay = 1, timeUnit = TimeUnit.SECONDS)
    void measure() {
        try {
            latest = jdbc.sql("""
                            select count(*) as events,
                                greatest(0, coalesce(extract(epoch from now() - min(occurred_at)), 0)) as seconds
                            from (select occurred_at from product_event
                                where (tx, position) > (select tx, position from relay_cursor)
                                order by tx, position limit ?) waiting""")
                    .param(MAX_COUNTED_EVENTS)
                    .query((row, number) -> new Measure(row.getDouble("events"), row.getDouble("seconds")))
                    .single();
        } catch (DataAccessException | TransactionException e) {
            log.debug("The relay backlog could not be measured", e);
            latest = UNKNOWN;
        }
    }
}
