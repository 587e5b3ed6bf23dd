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

    /** Stores that this generation has caught up. */
    Mono<Void> recordCaughtUp() {
        return database.sql("update read_model set caught_up_at = now() where caught_up_at is null")
                .then();
    }
}
