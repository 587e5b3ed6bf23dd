package io.productcatalog.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.productcatalog.stack.parts.DatabaseAccess;
import io.productcatalog.stack.testing.RealParts;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A replica whose own clock is two hours ahead. */
class DatabaseClockIT {

    private final DatabaseAccess database = RealParts.get().newWriteDatabase();
    private final JdbcClient jdbc = JdbcClient.create(
            new DriverManagerDataSource(database.jdbcUrl(), database.appUser(), database.appPassword()));
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final DatabaseClock clock =
            new DatabaseClock(jdbc, Clock.offset(Clock.systemUTC(), Duration.ofHours(2)), meters);

    @Test
    void theTimeIsThatOfTheDatabase() {
        assertThat(clock.instant()).isCloseTo(databaseTime(), within(10, ChronoUnit.MINUTES));
        clock.observe();
        assertThat(clock.instant()).isCloseTo(databaseTime(), within(10, ChronoUnit.MINUTES));
    }

    @Test
    void theDifferenceIsAMetric() {
        assertThat(meters.get("catalog.clock.difference").gauge().value()).isNaN();
        clock.observe();
        assertThat(meters.get("catalog.clock.difference").gauge().value()).isCloseTo(-7200, within(600.0));
    }

    private Instant databaseTime() {
        return jdbc.sql("select clock_timestamp()")
                .query((row, _) -> row.getObject(1, OffsetDateTime.class))
                .single()
                .toInstant();
    }
}
