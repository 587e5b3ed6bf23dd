package io.productcatalog.system.bench;

import java.util.List;

/** Products that are in the service's memory, by id. */
final class Hits implements Measurement {

    private static final int HOT = 20_000;

    /** Until the service and the floor have nearly all of them in memory. */
    private static final int WARM_SECONDS = 6;

    private final Shop shop;
    private final List<byte[]> requests;

    /** Asks for each of them, as far as chance goes. */
    Hits(Shop shop) throws InterruptedException {
        this.shop = shop;
        this.requests = shop.ids().stream()
                .limit(HOT)
                .map(id -> Requests.get("/products/" + id, ""))
                .toList();
        for (int i = 0; i < WARM_SECONDS / Reads.SECONDS; i++) {
            run();
        }
    }

    @Override
    public List<Figure> run() throws InterruptedException {
        return shop.reads(shop.query(), requests).against(shop.floorReads(requests), "product in memory", "floor");
    }
}
