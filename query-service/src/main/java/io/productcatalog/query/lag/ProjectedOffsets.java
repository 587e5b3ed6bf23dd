package io.productcatalog.query.lag;

import java.util.Map;
import java.util.Objects;
import org.springframework.r2dbc.core.DatabaseClient;
import reactor.core.publisher.Mono;

/** The offsets that the read model stores, and whether it has caught up once. */
class ProjectedOffsets {

    private final DatabaseClient database;

    ProjectedOffsets(DatabaseClient database) {
        this.database = database;
    }

    /** The offset after the last projected record, by partition. */
    Mono<Map<Integer, Long>> nextOffsets() {
        return database.sql("select partition, next_offset from projection_progress")
                .map(row -> Map.entry(
                        Objects.requireNonNull(row.get("partition", Integer.class)),
                        Objects.requireNonNull(row.get("next_offset", Long.class))))
                .all()
                .collectMap(Map.Entry::getKey, Map.Entry::getValue);
    }

    /** Whether this generation has caught up before, in this process or an earlier one. */
    Mono<Boolean> hasCaughtUp() {
        return database.sql("select caught_up_at is not null as caught_up from read_model")
                .map(row -> Boolean.TRUE.equals(row.get("caught_up", Boolean.class)))
                .one();
    }

    /**
     * Stores that this generation has caught up, unless its first pass over the topic has made too many dead letters.
     * Returns whether it has.
     *
     * @param maxDeadLetters how many are not too many
     */
    Mono<Boolean> recordCaughtUp(long maxDeadLetters) {
        return database.sql("""
                        update read_model set caught_up_at = coalesce(caught_up_at, now())
                        where caught_up_at is not null or dead_letters <= $1
                        """)
                .bind("$1", maxDeadLetters)
                .fetch()
                .rowsUpdated()
                .map(rows -> rows > 0);
    }

    /** The number of dead letters that this generation has made before it had caught up. */
    Mono<Long> deadLetters() {
        return database.sql("select dead_letters from read_model")
                .map(row -> Objects.requireNonNull(row.get("dead_letters", Long.class)))
                .one();
    }
}
