package io.productcatalog.benchmarks.bench;

import io.productcatalog.benchmarks.Sql;
import io.productcatalog.cluster.Replica;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** A read model built from the whole topic, against COPY of the same rows into empty tables with the same indexes and constraints. */
final class Replay implements Measurement {

    private static final String COPIES = "bench_copy";
    private static final List<String> TABLES = List.of("product_document", "product_category");

    private final Shop shop;
    private int generation = 2;

    Replay(Shop shop) {
        this.shop = shop;
    }

    @Override
    public List<Figure> run() throws SQLException, IOException, InterruptedException {
        generation++;
        String schema = "read_model_" + generation;
        double replayed = replayed(schema);
        double copied =
                shop.read().number("select count(*) from " + schema + ".product_document") / copySeconds(schema);
        shop.read().execute("drop schema " + schema + " cascade");
        return List.of(
                new Figure("replay ÷ COPY of the same rows", replayed / copied),
                new Figure("replay, products a second", replayed),
                new Figure("COPY, products a second", copied));
    }

    /** Events a second, one of each product, from the end of the first batch to the end of the last. */
    private double replayed(String schema) throws SQLException, InterruptedException {
        Replica replica = shop.cluster()
                .newQuery(
                        "query-service-" + generation,
                        Map.of(
                                "CATALOG_TOPIC",
                                Shop.COPIED,
                                "CATALOG_READ_MODEL_GENERATION",
                                Integer.toString(generation)));
        replica.start();
        long first = awaitProgress(schema, 1);
        long begin = System.nanoTime();
        long last = awaitProgress(schema, Shop.PRODUCTS);
        double seconds = (System.nanoTime() - begin) / 1e9;
        replica.terminate();
        return (last - first) / seconds;
    }

    private long awaitProgress(String schema, long atLeast) throws SQLException, InterruptedException {
        String table = schema + ".projection_progress";
        while (shop.read().number("select count(to_regclass('" + table + "'))") == 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        long events;
        while ((events = shop.read().number("select coalesce(sum(next_offset), 0) from " + table)) < atLeast) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return events;
    }

    private double copySeconds(String schema) throws SQLException, IOException {
        Sql sql = shop.read();
        sql.execute("create schema " + COPIES);
        CopyManager copies = sql.connection().unwrap(PGConnection.class).getCopyAPI();
        Map<String, byte[]> rows = new HashMap<>();
        for (String table : TABLES) {
            sql.execute("create table %1$s.%3$s (like %2$s.%3$s including all)".formatted(COPIES, schema, table));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            copies.copyOut("copy " + schema + "." + table + " to stdout (format binary)", out);
            rows.put(table, out.toByteArray());
        }
        sql.execute("begin");
        long begin = System.nanoTime();
        for (String table : TABLES) {
            copies.copyIn(
                    "copy " + COPIES + "." + table + " from stdin (format binary)",
                    new ByteArrayInputStream(rows.get(table)));
        }
        sql.execute("commit");
        double seconds = (System.nanoTime() - begin) / 1e9;
        sql.execute("drop schema " + COPIES + " cascade");
        return seconds;
    }
}
