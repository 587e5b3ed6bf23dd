package io.productcatalog.benchmarks.bench;

import io.productcatalog.cluster.BulkCatalog;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** First pages of 20 products of a category, asked for before. */
final class Pages implements Measurement {

    /** The service's own, which asks for one more than the page has. */
    private static final String QUERY = """
            \\set category random(0, %d)
            select id, version, document from product_category join product_document on id = product_id
            where product_id < 'ffffffff-ffff-ffff-ffff-ffffffffffff' and category = 'bulk/' || :category
                and document is not null order by product_id desc limit 21;
            """.formatted(BulkCatalog.CATEGORIES - 1);

    private final Shop shop;
    private final List<byte[]> requests = IntStream.range(0, BulkCatalog.CATEGORIES)
            .mapToObj(category -> Requests.get("/products?category=bulk/" + category + "&limit=20", ""))
            .toList();

    Pages(Shop shop) {
        this.shop = shop;
    }

    @Override
    public List<Figure> run() throws IOException, InterruptedException {
        shop.warm(requests);
        List<Load> loads =
                Load.inTurns(Shop.READ_SECONDS, shop.reads(shop.query(), requests), shop.floorReads(requests));
        Load pages = loads.getFirst();
        Load floor = loads.getLast();
        List<Figure> figures = new ArrayList<>(pages.against(floor, "page of 20", "page of the floor"));
        figures.addAll(floor.figures("page of the floor"));
        if (PgBench.isInstalled()) {
            double queries = PgBench.run(
                    shop.cluster().settings().read(), "read_model_1", QUERY, Shop.READERS, Shop.READ_SECONDS);
            figures.add(new Figure("page of 20 ÷ its query by pgbench", pages.perSecond() / queries));
            figures.add(new Figure("page's query by pgbench, a second", queries));
        }
        return figures;
    }
}
