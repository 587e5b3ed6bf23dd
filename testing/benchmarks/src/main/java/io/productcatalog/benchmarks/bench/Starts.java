package io.productcatalog.benchmarks.bench;

import io.productcatalog.cluster.Replica;
import java.util.ArrayList;
import java.util.List;

/** From the start of a service's process until its readiness probe says yes, while everything else is at rest. */
final class Starts implements Measurement {

    private final Shop shop;

    Starts(Shop shop) {
        this.shop = shop;
    }

    @Override
    public List<Figure> run() {
        List<Figure> figures = new ArrayList<>();
        for (Replica replica : List.of(shop.command(), shop.query())) {
            replica.terminate();
            long begin = System.nanoTime();
            replica.start();
            replica.awaitReady();
            figures.add(new Figure("start of " + replica.name() + ", s", (System.nanoTime() - begin) / 1e9));
            shop.awaitRest();
        }
        return figures;
    }
}
