package io.productcatalog.benchmarks.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/** A log that has grown by many events at once, until the brokers have all of them, against a bare producer. The query service stands still meanwhile. */
final class Relay implements Measurement {

    private static final int EVENTS = 20_000;

    /** A new version of that many products, and its event, as the service would have written them. */
    private static final String GROWTH = """
            with changed as (
                update product set version = version + 1, updated_at = now(),
                    details = jsonb_set(details, '{price,minorUnits}', to_jsonb(100 + version %% 1000))
                where id in (select id from product where sku like 'BULK-%%' order by id limit %d)
                returning *)
            insert into product_event (event_id, product_id, version, type, occurred_at, actor, changed_fields, previous_price,
                details, created_at, trace_parent)
            select uuidv7(), id, version, 'UPDATED', updated_at, 'bench', '{price}', details -> 'price', details, created_at,
                '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00'
            from changed;
            notify product_event
            """.formatted(EVENTS);

    private final Shop shop;

    Relay(Shop shop) {
        this.shop = shop;
    }

    @Override
    public List<Figure> run() throws SQLException, IOException, InterruptedException {
        Map<TopicPartition, Long> before = shop.events().ends();
        shop.query().process().pause();
        try {
            double relayed = relayed();
            double produced = shop.events().copyTo("bench.relayed", before);
            return List.of(
                    new Figure("relay ÷ bare producer", relayed / produced),
                    new Figure("relay, events a second", relayed),
                    new Figure("bare producer, events a second", produced));
        } finally {
            shop.query().process().resume();
            shop.awaitRest();
        }
    }

    /** The clock runs from the commit. */
    private double relayed() throws SQLException, InterruptedException {
        shop.write().execute(GROWTH);
        long begin = System.nanoTime();
        long last = shop.write().number("select position from product_event order by tx desc, position desc limit 1");
        while (shop.write().number("select position from relay_cursor") < last) {
            TimeUnit.MILLISECONDS.sleep(5);
        }
        return EVENTS / ((System.nanoTime() - begin) / 1e9);
    }
}
