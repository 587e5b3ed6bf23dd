package io.productcatalog.benchmarks.bench;

import io.productcatalog.cluster.Replica;
import java.util.ArrayList;
import java.util.List;

/**
 * From the start of a service's process until its readiness probe says yes, while everything else is at rest, and what
 * the query service answers in the first seconds after that. Then nothing is in its memory yet.
 */
final class Starts implements Measurement {

    private static final int FIRST_SECONDS = 5;
    private static final int PRODUCTS = 20_000;

    private final Shop shop;
    private final List<byte[]> requests;

    Starts(Shop shop) {
        this.shop = shop;
        this.requests = shop.ids().stream()
                .limit(PRODUCTS)
                .map(id -> Requests.get("/products/" + id, ""))
                .toList();
    }

    @Override
    public List<Figure> run() throws InterruptedException {
        List<Figure> figures = new ArrayList<>();
        figures.add(start(shop.command()));
        shop.awaitRest();
        figures.add(start(shop.query()));
        figures.addAll(
                shop.reads(shop.query(), requests).load(FIRST_SECONDS).figures("first 5 s of the query service"));
        shop.awaitRest();
        return figures;
    }

    private static Figure start(Replica replica) {
        replica.terminate();
        long begin = System.nanoTime();
        replica.start();
        replica.awaitReady();
        return new Figure("start of " + replica.name() + ", s", (System.nanoTime() - begin) / 1e9);
    }
}
