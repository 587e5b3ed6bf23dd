package io.productcatalog.benchmarks.bench;

import java.util.List;

/** Products that are in the service's memory, by id. */
final class Hits implements Measurement {

    private static final int HOT = 20_000;

    private final Shop shop;
    private final List<byte[]> requests;

    Hits(Shop shop) {
        this.shop = shop;
        this.requests = shop.ids().stream()
                .limit(HOT)
                .map(id -> Requests.get("/products/" + id, ""))
                .toList();
    }

    @Override
    public List<Figure> run() throws InterruptedException {
        shop.warm(requests);
        List<Load> loads =
                Load.inTurns(shop.reads(shop.query(), requests), shop.floorReads(requests), Shop.READ_SECONDS);
        return loads.getFirst().against(loads.getLast(), "product in memory", "floor");
    }
}
