package io.productcatalog.benchmarks.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Changes of prices, each of another one of a thousand products, against the statements that make one, in a transaction of pgbench. The query
 * service stands still meanwhile; the relay publishes what it can, and for the baseline the command service stands still too.
 */
final class Writes implements Measurement {

    private static final int PRODUCTS = 1_000;
    private static final int SECONDS = 3;
    private static final int[] CLIENTS = {8, 32};

    private static final String OWN_ID = "('00000000-0000-7000-8000-' || lpad((%s)::text, 12, '0'))::uuid";

    private static final String OWN_PRODUCTS = """
            insert into product (id, sku, version, details, created_at, updated_at)
            select %s, 'BENCH-' || number, 1, details || jsonb_build_object('sku', 'BENCH-' || number), now(), now()
            from product, generate_series(1, %d) as number where sku = 'BULK-1'
            """.formatted(OWN_ID.formatted("number"), PRODUCTS);

    /** The statements of JdbcProductStore.change and ChangeWriter.write. */
    private static final String STATEMENTS = """
            \\set number random(1, %1$d)
            select id, version, details, created_at, updated_at from product where id = %2$s \\gset
            with kept as (
              update product set sku = 'BENCH-' || :number, version = :version::bigint + 1, details = :details::jsonb, updated_at = now()
                where id = %2$s and version = :version::bigint
                returning id)
            insert into product_event (event_id, product_id, version, type, occurred_at, actor,
                changed_fields, previous_price, details, created_at, trace_parent)
                select uuidv7(), %2$s, :version::bigint + 1, 'UPDATED', now(), 'admin',
                '{price}', '{"minorUnits":129900,"currency":"EUR"}'::jsonb, :details::jsonb, :created_at::timestamptz,
                '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00' from kept;
            """.formatted(PRODUCTS, OWN_ID.formatted(":number"));

    private static final String NO_OWN_PRODUCTS = """
            delete from product_event where product_id in (select id from product where sku like 'BENCH-%');
            delete from product where sku like 'BENCH-%'
            """;

    private final Shop shop;
    private final String headers;
    private final AtomicLong price = new AtomicLong(100);

    Writes(Shop shop) {
        this.shop = shop;
        this.headers =
                "Authorization: Bearer " + shop.cluster().settings().tokens().adminToken() + "\r\n";
    }

    @Override
    public List<Figure> run() throws Exception {
        List<Figure> figures = new ArrayList<>();
        for (int clients : CLIENTS) {
            Load writes = writes(clients);
            String name = "price changes by " + clients;
            figures.addAll(writes.figures(name));
            if (PgBench.isInstalled()) {
                double transactions = transactions(clients);
                figures.add(new Figure(name + " ÷ their SQL by pgbench", writes.perSecond() / transactions));
                figures.add(new Figure(name + ": their SQL by pgbench, a second", transactions));
            }
        }
        return figures;
    }

    private Load writes(int clients) throws InterruptedException {
        shop.query().process().pause();
        try {
            return Load.of(shop.command().service().url(), Shop.pid(shop.command()), clients, SECONDS, this::write);
        } finally {
            shop.query().process().resume();
            shop.awaitRest();
        }
    }

    private byte[] write() {
        long cents = price.incrementAndGet();
        String id = shop.ids().get(ThreadLocalRandom.current().nextInt(PRODUCTS));
        return Requests.put(
                "/products/" + id + "/price",
                headers,
                "{\"amount\":\"%d.%02d\",\"currency\":\"EUR\"}".formatted(cents / 100, cents % 100));
    }

    /** No relay sees their events. */
    private double transactions(int clients) throws SQLException, IOException, InterruptedException {
        shop.query().process().pause();
        shop.command().process().pause();
        try {
            shop.write().execute(OWN_PRODUCTS);
            return PgBench.run(shop.cluster().settings().write(), "public", STATEMENTS, clients, SECONDS);
        } finally {
            shop.write().execute(NO_OWN_PRODUCTS);
            shop.command().process().resume();
            shop.query().process().resume();
        }
    }
}
