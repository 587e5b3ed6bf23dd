package io.productcatalog.command.store;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * The clock of the write database, which all replicas share. Every ten seconds it reads that clock; between the readings
 * it adds the time that has passed, so a wrong or corrected clock of this machine changes nothing.
 */
@Component
class DatabaseClock extends Clock {

    private static final Logger log = LoggerFactory.getLogger(DatabaseClock.class);

    /** The error of a reading is at most half of its round trip. A slower one is not used. */
    private static final Duration MAX_ROUND_TRIP = Duration.ofSeconds(1);

    /** The time of the database when {@link System#nanoTime} had the value {@code nanos}. */
    private record Reading(Instant time, long nanos, long roundTrip, Duration difference) {

        Instant now() {
            return time.plusNanos(System.nanoTime() - nanos);
        }
    }

    private final JdbcClient jdbc;
    private final Clock local;
    private volatile @Nullable Reading latest;

    @Autowired
    DatabaseClock(JdbcClient jdbc, MeterRegistry meters) {
        this(jdbc, Clock.systemUTC(), meters);
    }

    /** @param local the clock of this machine, which is only compared */
    DatabaseClock(JdbcClient jdbc, Clock local, MeterRegistry meters) {
        this.jdbc = jdbc;
        this.local = local;
        Gauge.builder("catalog.clock.difference", this::differenceSeconds)
                .description("The write database's clock minus the clock of this machine")
                .baseUnit("seconds")
                .register(meters);
    }

    private double differenceSeconds() {
        Reading known = latest;
        return known == null ? Double.NaN : known.difference().toNanos() / 1e9;
    }

    /** @throws DataAccessException when the clock was never read and the database does not answer */
    @Override
    public Instant instant() {
        Reading known = latest;
        return (known == null ? read() : known).now();
    }

    /** Reads the clock, and once more if the first reading was slow, as one that waited for a connection. */
    private Reading read() {
        Reading reading = readOnce();
        return reading.roundTrip() < MAX_ROUND_TRIP.toNanos() ? reading : readOnce();
    }

    private Reading readOnce() {
        long begin = System.nanoTime();
        Instant time = jdbc.sql("select clock_timestamp()")
                .query((row, _) -> row.getObject(1, OffsetDateTime.class))
                .single()
                .toInstant();
        long roundTrip = System.nanoTime() - begin;
        Duration difference = Duration.between(local.instant().minusNanos(roundTrip / 2), time);
        Reading reading = new Reading(time, begin + roundTrip / 2, roundTrip, difference);
        if (latest == null || roundTrip < MAX_ROUND_TRIP.toNanos()) {
            latest = reading;
        }
        return reading;
    }

    @Scheduled(fixedDelay = 10, timeUnit = TimeUnit.SECONDS)
    void observe() {
        try {
            read();
        } catch (DataAccessException | TransactionException e) {
            log.debug("The database's clock could not be read", e);
        }
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("The database's clock is in UTC");
    }
}
