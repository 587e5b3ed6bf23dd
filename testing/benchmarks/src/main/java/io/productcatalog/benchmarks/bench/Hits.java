package io.productcatalog.benchmarks.bench;

import java.util.ArrayList;
import java.util.List;

/** Products that are in the service's memory, by id: by the service as it is shipped, and by one without an access log. */
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
        List<Load> loads = Load.inTurns(
                Shop.READ_SECONDS,
                shop.reads(shop.query(), requests),
                shop.reads(shop.withoutAccessLog(), requests),
                shop.floorReads(requests));
        Load floor = loads.getLast();
        List<Figure> figures = new ArrayList<>(loads.get(0).against(floor, "product in memory", "floor"));
        figures.addAll(loads.get(1).against(floor, "product in memory, no access log", "floor"));
        figures.addAll(floor.figures("floor"));
        return figures;
    }
}
