package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.http.HttpMethod;
import io.productcatalog.cluster.Admin;
import io.productcatalog.cluster.Answer;
import io.productcatalog.cluster.BulkCatalog;
import io.productcatalog.cluster.Cluster;
import io.productcatalog.cluster.Front;
import io.productcatalog.cluster.OnSharedCluster;
import io.productcatalog.cluster.OpenLoad;
import io.productcatalog.cluster.PatientClient;
import io.productcatalog.cluster.Replica;
import io.productcatalog.stack.parts.DatabaseAccess;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

/**
 * A rebuild of the read model while customers read. Replicas of the next generation start one after another beside the
 * old ones. Each takes requests when it has caught up, and then an old replica ends. Customers ask for at least the
 * version that they have seen, and repeat a request that is refused. {@code -Drebuild.products=100000
 * -Drebuild.reads=100} makes the test harder.
 */
@OnSharedCluster
class RebuildServesTheOldReadModelIT {

    private static final int PRODUCTS = Integer.getInteger("rebuild.products", 20_000);
    private static final int READS_PER_SECOND = Integer.getInteger("rebuild.reads", 30);
    private static final int WRITES_PER_SECOND = 10;

    /** The number of products that change. It is small, so that customers often read changed products. */
    private static final int CHANGING_PRODUCTS = 100;

    /** The versions in the stored documents, which are what customers get. */
    private static final String NEW_VERSIONS = """
            select id::text, (convert_from(document, 'UTF8')::jsonb ->> 'version')::bigint from read_model_2.product_document
            where sku like 'BULK-%'""";

    private static final String WRITTEN_VERSIONS = "select id::text, version from product where sku like 'BULK-%'";

    private final Map<String, Long> seen = new ConcurrentHashMap<>();
    private final AtomicLong price = new AtomicLong(100);
    private final PatientClient client = new PatientClient();

    @Test
    void everyReadIsAnsweredAndNoneReturnsAnOlderVersionDuringARebuild(Cluster cluster) throws SQLException {
        Admin admin = new Admin(cluster);
        BulkCatalog.fill(admin, cluster.settings().write(), PRODUCTS);
        long filled = System.nanoTime();
        await("the first read model").until(() -> ids(cluster.settings().read()).size() == PRODUCTS + 1);
        System.out.printf("Rebuild: %d events published and projected in %.1f s%n", PRODUCTS, secondsSince(filled));
        List<String> ids = ids(cluster.settings().read());

        Replica third = cluster.newQuery("query-service-3", Map.of("CATALOG_READ_MODEL_GENERATION", "2"));
        Replica fourth = cluster.newQuery("query-service-4", Map.of("CATALOG_READ_MODEL_GENERATION", "2"));
        try (Front front = new Front(Stream.concat(cluster.queries().stream(), Stream.of(third, fourth))
                .map(Replica::service)
                .toList())) {
            await().until(() -> front.ready().size() == 2);
            rebuild(cluster, admin, front, ids, List.of(third, fourth));
            await("the same products in the same versions")
                    .until(() -> versions(cluster.settings().read(), NEW_VERSIONS)
                            .equals(versions(cluster.settings().write(), WRITTEN_VERSIONS)));
        }
    }

    private void rebuild(Cluster cluster, Admin admin, Front front, List<String> ids, List<Replica> next)
            throws SQLException {
        OpenLoad reads;
        OpenLoad writes;
        try (OpenLoad reading = OpenLoad.start(READS_PER_SECOND, () -> read(front, anyProduct(ids)), Answer::isOk);
                OpenLoad writing = OpenLoad.start(
                        WRITES_PER_SECOND,
                        () -> client.send(admin.reprice(
                                ids.get(ThreadLocalRandom.current().nextInt(CHANGING_PRODUCTS)),
                                price.incrementAndGet())),
                        Answer::isOk)) {
            reads = reading;
            writes = writing;
            reading.awaitGood(READS_PER_SECOND);
            long begin = System.nanoTime();
            for (int i = 0; i < next.size(); i++) {
                next.get(i).start();
                await("the old generation serves until the new one has caught up")
                        .until(() -> front.ready().size() == 3);
                assertThat(rows(cluster, 2))
                        .as("caught up before it is ready")
                        .isGreaterThanOrEqualTo(rows(cluster, 1));
                System.out.printf(
                        "Rebuild: %s was ready after %.1f s%n", next.get(i).name(), secondsSince(begin));
                assertThat(cluster.queries().get(i).terminate()).isTrue();
                await().until(() -> front.ready().size() == 2);
            }
            reading.awaitGood(5 * READS_PER_SECOND);
        }
        System.out.printf(
                "Rebuild: %d reads, %d failed, %s; %d writes, %d failed; %d sent again%n",
                reads.sent(), reads.failed(), reads.latency(), writes.sent(), writes.failed(), client.refusals());
        assertThat(reads.failures()).isEmpty();
        assertThat(writes.failures()).isEmpty();
    }

    private static String anyProduct(List<String> ids) {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return ids.get(random.nextInt(random.nextBoolean() ? CHANGING_PRODUCTS : ids.size()));
    }

    /** Reads a product at the newest version that any customer has seen. An older version is a failure. */
    private Mono<Answer> read(Front front, String id) {
        long known = seen.getOrDefault(id, 1L);
        return client.send(front.send(
                        HttpMethod.GET, "/products/" + id + "?minVersion=" + known, Map.of("Prefer", "wait=10"), ""))
                .map(answer -> {
                    if (answer.status() != 200) {
                        return answer;
                    }
                    seen.merge(id, answer.version(), Math::max);
                    return answer.version() < known ? answer.asFailure("older than " + known) : answer;
                });
    }

    private static long rows(Cluster cluster, int generation) throws SQLException {
        try (Connection connection = connect(cluster.settings().read());
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("select count(*) from read_model_" + generation + ".product_document")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static List<String> ids(DatabaseAccess read) throws SQLException {
        List<String> ids = new ArrayList<>();
        try (Connection connection = connect(read);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "select id::text from read_model_1.product_document where sku like 'BULK-%'")) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    private static Map<String, Long> versions(DatabaseAccess database, String query) throws SQLException {
        Map<String, Long> versions = new HashMap<>();
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                versions.put(rows.getString(1), rows.getLong(2));
            }
        }
        return versions;
    }

    private static Connection connect(DatabaseAccess database) throws SQLException {
        return DriverManager.getConnection(database.jdbcUrl(), database.ownerUser(), database.ownerPassword());
    }

    private static double secondsSince(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
