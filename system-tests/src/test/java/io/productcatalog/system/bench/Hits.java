package io.productcatalog.system.bench;

import java.util.List;

/** Products that are in the service's memory, by id. */
final class Hits implements Measurement {

    private static final int HOT = 20_000;

    /** Until those that have changed meanwhile are in memory again. */
    private static final int WARM_SECONDS = 2;

    private final Shop shop;
    private final List<byte[]> requests;

    Hits(Shop shop) throws InterruptedException {
        this.shop = shop;
        this.requests = shop.ids().stream()
                .limit(HOT)
                .map(id -> Requests.get("/products/" + id, ""))
                .toList();
        for (int i = 0; i < 3; i++) {
            run();
        }
    }

    @Override
    public List<Figure> run() throws InterruptedException {
        ClosedLoop.run(shop.query().service().url(), Shop.READERS, WARM_SECONDS, Requests.inTurn(requests));
        return shop.reads(shop.query(), requests).against(shop.floorReads(requests), "product in memory", "floor");
    }
}
