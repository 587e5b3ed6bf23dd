package io.productcatalog.benchmarks.bench;

import io.productcatalog.cluster.Replica;
import java.util.List;
import java.util.Map;

/**
 * Any products by id in a replica that keeps none in memory, against one query for each request in the same service: that is what it does
 * for a client who asks for a least version and does not want to wait for it.
 */
final class Misses implements Measurement {

    private final Shop shop;
    private final Replica forgetful;
    private final List<byte[]> batched;
    private final List<byte[]> oneByOne;

    Misses(Shop shop) {
        this.shop = shop;
        this.forgetful = shop.cluster()
                .newQuery(
                        "query-service-misses",
                        // Of a topic of its own: it takes no part in what the others project.
                        Map.of(
                                "CATALOG_CACHE_BYTES", "0",
                                "CATALOG_TOPIC", Shop.COPIED,
                                "CATALOG_READ_MODEL_GENERATION", "2"));
        forgetful.start();
        forgetful.awaitReady();
        this.batched = shop.ids().stream()
                .map(id -> Requests.get("/products/" + id, ""))
                .toList();
        this.oneByOne = shop.ids().stream()
                .map(id -> Requests.get("/products/" + id + "?minVersion=1", "Prefer: wait=0\r\n"))
                .toList();
    }

    @Override
    public List<Figure> run() throws InterruptedException {
        List<Load> loads =
                Load.inTurns(shop.reads(forgetful, batched), shop.reads(forgetful, oneByOne), Shop.READ_SECONDS);
        return loads.getFirst().against(loads.getLast(), "product not in memory", "one query a request");
    }
}
