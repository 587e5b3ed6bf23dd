package io.productcatalog.benchmarks.bench;

import io.productcatalog.cluster.Replica;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Any products by id in a replica that keeps none in memory, against one query for each by as many clients. */
final class Misses implements Measurement {

    /** By the SKU, since numbers of products can be made of a random number, and ids cannot. */
    private static final String QUERY = """
            \\set product random(1, %d)
            select id, version, document from product_document where sku = 'BULK-' || :product and document is not null;
            """.formatted(Shop.PRODUCTS);

    private final Shop shop;
    private final Replica withoutCache;
    private final List<byte[]> requests;

    Misses(Shop shop) {
        this.shop = shop;
        this.withoutCache = shop.addQuery("query-service-misses", Map.of("CATALOG_CACHE_BYTES", "0"));
        this.requests = shop.ids().stream()
                .map(id -> Requests.get("/products/" + id, ""))
                .toList();
    }

    @Override
    public List<Figure> run() throws IOException, InterruptedException {
        Load misses = shop.reads(withoutCache, requests).load(Shop.READ_SECONDS);
        List<Figure> figures = new ArrayList<>(misses.figures("product not in memory"));
        if (PgBench.isInstalled()) {
            double queries = PgBench.run(
                    shop.cluster().settings().read(), "read_model_1", QUERY, Shop.READERS, Shop.READ_SECONDS);
            figures.add(new Figure("product not in memory ÷ its query by pgbench", misses.perSecond() / queries));
            figures.add(new Figure("product's query by pgbench, a second", queries));
        }
        return figures;
    }
}
