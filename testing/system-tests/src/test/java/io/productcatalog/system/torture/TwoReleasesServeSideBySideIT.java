package io.productcatalog.system.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.cluster.Admin;
import io.productcatalog.cluster.Answer;
import io.productcatalog.cluster.Cluster;
import io.productcatalog.cluster.Front;
import io.productcatalog.cluster.Release;
import io.productcatalog.cluster.Replica;
import io.productcatalog.cluster.SharedCluster;
import io.productcatalog.stack.parts.DatabaseAccess;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The previous release and this one serve side by side on the same databases and the same topic: the replicas are
 * upgraded one after the other under load, and rolled back in the same way. {@code make two-releases} builds the
 * previous release and runs this test.
 */
@EnabledIfSystemProperty(
        named = "previous.release",
        matches = ".+",
        disabledReason = "The previous release is not built. `make two-releases` builds it and runs this test.")
class TwoReleasesServeSideBySideIT {

    /** What each client does in each state of the roll-out. */
    private static final int OPERATIONS = 60;

    private static final Duration STEP_TIMEOUT = Duration.ofMinutes(10);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    /** The record of a migration that this release does not know. */
    private static final String NEXT_MIGRATION = """
            insert into flyway_schema_history
                (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
            select max(installed_rank) + 1, '9000', 'next', 'SQL', 'V9000__next.sql', 0, current_user, 0, true
            from flyway_schema_history""";

    private final Ledger ledger = new Ledger();

    @Test
    void nothingAcceptedIsLostWhileReplicasAreUpgradedAndRolledBack() throws Exception {
        Release previous = Release.in(Path.of(System.getProperty("previous.release")));
        try (Cluster cluster = SharedCluster.another("two-releases", previous)) {
            try (Clients clients = Clients.start(cluster, "forward", ledger)) {
                clients.awaitEach(OPERATIONS);
                rollOut(cluster, clients, Release.current());
                await("every outcome")
                        .atMost(STEP_TIMEOUT)
                        .until(() ->
                                ledger.outcomes().keySet().containsAll(GuaranteesHoldUnderFaultsIT.REQUIRED_OUTCOMES));
            }
            compare(cluster, "upgraded");
            assertProductsOfANewerReleaseAreRefused(cluster);
            try (Clients clients = Clients.start(cluster, "back", ledger)) {
                migrateToTheNextRelease(cluster);
                rollOut(cluster, clients, previous);
            }
            compare(cluster, "rolled back");
        }
        assertThat(ledger.violations()).isEmpty();
    }

    /** Replaces the replicas in two steps. After the first one, the release that is replaced has the leader. */
    private static void rollOut(Cluster cluster, Clients clients, Release release) {
        for (int step = 0; step < 2; step++) {
            deploy(cluster.commands().get(step), release);
            deploy(cluster.queries().get(step), release);
            cluster.commandFront().awaitAll();
            cluster.queryFront().awaitAll();
            Replica leader = cluster.commands().get(1 - step);
            await(leader.name() + " to be the leader")
                    .atMost(STEP_TIMEOUT)
                    .until(() -> leader.metric("catalog_relay_active") == 1);
            clients.awaitEach(OPERATIONS);
        }
    }

    private static void deploy(Replica replica, Release release) {
        replica.terminate();
        replica.install(release);
        replica.start();
        replica.awaitReady();
    }

    private void compare(Cluster cluster, String state) throws SQLException {
        try (Contamination none = new Contamination(cluster, "catalog.products")) {
            Comparison comparison = new Comparison(cluster, ledger, none, TwoReleasesServeSideBySideIT::withWholeTimes);
            await("everything published and projected").atMost(STEP_TIMEOUT).until(comparison::hasConverged);
            System.out.println("Two releases, " + state + ": " + comparison.run() + ", " + ledger.outcomes());
        }
    }

    /** The product with six digits of a second in its times. Releases before 0.1.0 left out zeros at the end. */
    private static JsonNode withWholeTimes(JsonNode product) {
        ObjectNode whole = ((ObjectNode) product).deepCopy();
        for (String field : List.of("createdAt", "updatedAt")) {
            whole.put(field, TIME.format(Instant.parse(product.get(field).asString())));
        }
        return whole;
    }

    /**
     * A replica that does not know a field of a stored product answers 503 for this product, because it would lose the
     * field, until a newer release has removed it.
     */
    private static void assertProductsOfANewerReleaseAreRefused(Cluster cluster) throws SQLException {
        DatabaseAccess write = cluster.settings().write();
        String id = new Admin(cluster).create("NEXT-1");
        execute(write, "update product set details = details || '{\"channels\": [\"web\"]}' where id = '" + id + "'");
        for (Replica replica : cluster.commands()) {
            try (Front front = new Front(List.of(replica.service()))) {
                front.awaitAll();
                Admin admin = new Admin(front, cluster.settings().tokens());
                assertThat(admin.send("GET", "/products/" + id, "").block()).matches(Answer::isRefusal);
                assertThat(admin.reprice(id, 1).block()).matches(Answer::isRefusal);
            }
        }
        execute(write, "update product set details = details - 'channels' where id = '" + id + "' and version = 1");
        assertThat(new Admin(cluster).send("GET", "/products/" + id, "").block())
                .matches(Answer::isOk)
                .returns(1L, Answer::version);
    }

    /** Makes a migration that this release does not know and that only adds, as the next release would. */
    private static void migrateToTheNextRelease(Cluster cluster) throws SQLException {
        execute(
                cluster.settings().write(),
                "alter table product add column next text",
                "alter table product_event add column next text",
                NEXT_MIGRATION);
        execute(
                cluster.settings().read(),
                "set search_path to read_model_1",
                "alter table product_document add column next text",
                NEXT_MIGRATION);
    }

    private static void execute(DatabaseAccess database, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(
                        database.jdbcUrl(), database.ownerUser(), database.ownerPassword());
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
