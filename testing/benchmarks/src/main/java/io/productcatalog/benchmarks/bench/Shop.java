package io.productcatalog.benchmarks.bench;

import static org.awaitility.Awaitility.await;

import io.productcatalog.benchmarks.Sql;
import io.productcatalog.cluster.Admin;
import io.productcatalog.cluster.BulkCatalog;
import io.productcatalog.cluster.Cluster;
import io.productcatalog.cluster.Replica;
import io.productcatalog.stack.parts.ChildProcess;
import io.productcatalog.stack.parts.PartsPorts;
import io.productcatalog.stack.services.CatalogService;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

/** The running system that is measured: a large catalog, one replica of each service, and a floor beside it. */
final class Shop implements AutoCloseable {

    static final int PRODUCTS = 100_000;

    static final int READERS = 32;
    static final int READ_SECONDS = 2;
    private static final double WARM_SECONDS = 0.5;

    /** The topic of one event of each product, which no service adds to. */
    static final String COPIED = "bench.products";

    private static final Duration STOP = Duration.ofSeconds(10);

    private final Cluster cluster;
    private final Admin admin;
    private final Events events;
    private final Sql write;
    private final Sql read;
    private final List<String> ids;
    private final Replica withoutAccessLog;
    private final ChildProcess floor;
    private final String floorUrl;

    private Shop(Cluster cluster) throws SQLException, IOException, InterruptedException {
        this.cluster = cluster;
        this.admin = new Admin(cluster);
        this.events = new Events(cluster);
        this.write = new Sql(cluster.settings().write());
        this.read = new Sql(cluster.settings().read());
        BulkCatalog.fill(admin, cluster.settings().write(), PRODUCTS);
        awaitRest();
        events.copyTo(COPIED, events.begins());
        this.ids = read.strings("select id::text from read_model_1.product_document where sku <> 'BULK-0'");
        Collections.shuffle(ids, new Random(1));
        cluster.commands().get(1).terminate();
        cluster.queries().get(1).terminate();
        this.withoutAccessLog = addQuery("query-service-no-log", Map.of("CATALOG_ACCESS_LOG", "false"));
        int port = PartsPorts.free(1).getFirst();
        this.floorUrl = "http://127.0.0.1:" + port;
        this.floor = ChildProcess.start(
                "floor",
                cluster.state(),
                JavaChild.command(
                        CatalogService.QUERY,
                        List.of(),
                        Floor.class,
                        Integer.toString(port),
                        query().service().url()),
                Map.of());
    }

    static Shop open() throws SQLException, IOException, InterruptedException {
        Cluster cluster = Cluster.start("bench", Map.of("CATALOG_ACCESS_LOG", "true"));
        try {
            return new Shop(cluster);
        } catch (SQLException | IOException | InterruptedException | RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    /** Waits until every accepted change is published and projected. */
    void awaitRest() {
        await("everything to be published and projected")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(100))
                .until(() -> write.number("""
                                select count(*) from product_event
                                where (tx, position) > (select tx, position from relay_cursor)""") == 0
                        && read.number("select coalesce(sum(next_offset), 0) from read_model_1.projection_progress")
                                == events.published());
    }

    Replica command() {
        return cluster.commands().getFirst();
    }

    Replica query() {
        return cluster.queries().getFirst();
    }

    Replica withoutAccessLog() {
        return withoutAccessLog;
    }

    /** Starts one more replica of the query service, whose read model is a copy that no stage changes. */
    Replica addQuery(String name, Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(settings);
        all.put("CATALOG_TOPIC", COPIED);
        all.put("CATALOG_READ_MODEL_GENERATION", "2");
        Replica added = cluster.newQuery(name, all);
        added.start();
        added.awaitReady();
        return added;
    }

    Cluster cluster() {
        return cluster;
    }

    Admin admin() {
        return admin;
    }

    Events events() {
        return events;
    }

    Sql write() {
        return write;
    }

    Sql read() {
        return read;
    }

    /** Of all products, in no order. */
    List<String> ids() {
        return ids;
    }

    /** Readers each of which asks for any of these. */
    Load.Source reads(Replica replica, List<byte[]> requests) {
        return seconds -> Load.of(replica.service().url(), pid(replica), READERS, seconds, Requests.anyOf(requests));
    }

    /** The same of the floor. */
    Load.Source floorReads(List<byte[]> requests) {
        return seconds -> Load.of(floorUrl, floor.process().pid(), READERS, seconds, Requests.anyOf(requests));
    }

    /** Asks for each of these once: the services and the floor have them in memory then. */
    void warm(List<byte[]> requests) throws InterruptedException {
        for (String url :
                List.of(query().service().url(), withoutAccessLog.service().url(), floorUrl)) {
            AtomicInteger asked = new AtomicInteger();
            while (asked.get() < requests.size()) {
                ClosedLoop.run(
                        url, READERS, WARM_SECONDS, () -> requests.get(asked.getAndIncrement() % requests.size()));
            }
        }
    }

    static long pid(Replica replica) {
        return replica.process().process().pid();
    }

    @Override
    public void close() throws SQLException {
        floor.stop(STOP);
        events.close();
        write.close();
        read.close();
        cluster.close();
    }
}
