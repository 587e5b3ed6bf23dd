package io.productcatalog.query.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.productcatalog.query.testing.Products;
import io.productcatalog.query.testing.RunningQueryService;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Guarantee 4: an offset is committed only after the transaction that stored the records before it. */
class OffsetsFollowTheReadTransactionIT {

    /** More records than a projection that works leaves unprojected when a few arrive each second. */
    private static final Pattern LAGGING = Pattern.compile("catalog_projection_lag_records [2-9][0-9]");

    private static RunningQueryService service;

    @BeforeAll
    static void start() {
        service = RunningQueryService.start(Map.of());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void recordsThatTheDatabaseRefusesAreNotCommittedAndAreProjectedInOrderWhenItRecovers() {
        UUID first = Products.newId();
        service.topic().publish(Products.active(first, 1));
        service.awaitProjected();
        Map<Integer, Long> before = awaitCommitted(service.topic().ends());

        owner("revoke insert, update on product_document from " + service.appUser());
        UUID second = Products.newId();
        service.topic().publish(Products.active(first, 2), Products.active(second, 1), Products.deleted(second, 2));

        await().during(Duration.ofSeconds(3)).untilAsserted(() -> {
            assertThat(service.topic().committed()).isEqualTo(before);
            assertThat(service.projected()).isEqualTo(before);
        });
        assertThat(service.topic().deadLetters()).isEmpty();

        owner("grant insert, update on product_document to " + service.appUser());
        service.awaitProjected();
        assertThat(service.versions()).containsEntry(first, 2L).containsEntry(second, -2L);
        awaitCommitted(service.topic().ends());
    }

    /** As after a failover, when the pool is still connected to the old primary. */
    @Test
    void recordsThatAReadOnlyServerRefusesAreProjectedOverNewConnections() throws SQLException {
        // The pool does not exist before the first record.
        service.topic().publish(Products.active(Products.newId(), 1));
        service.awaitProjected();
        alterDatabase("set default_transaction_read_only = on");
        await("a retry").until(() -> {
            // A connection that was being made meanwhile may still write.
            service.bean(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
            service.topic().publish(Products.active(Products.newId(), 1));
            return LAGGING.matcher(service.management("/actuator/prometheus").body())
                    .find();
        });
        UUID id = Products.newId();
        service.topic().publish(Products.active(id, 1));

        alterDatabase("reset default_transaction_read_only");

        service.awaitProjected();
        assertThat(service.versions()).containsEntry(id, 1L);
    }

    private static void alterDatabase(String change) throws SQLException {
        try (Connection owner = service.owner().getConnection();
                Statement statement = owner.createStatement()) {
            statement.execute("set default_transaction_read_only = off");
            statement.execute("alter database " + owner.getCatalog() + " " + change);
        }
    }

    private static Map<Integer, Long> awaitCommitted(Map<Integer, Long> offsets) {
        await().untilAsserted(() -> assertThat(service.topic().committed()).isEqualTo(offsets));
        return offsets;
    }

    private static void owner(String statement) {
        service.readModel().sql(statement).update();
    }
}
