package io.productcatalog.benchmarks.bench;

import io.productcatalog.benchmarks.ResidentMemory;
import java.util.List;
import java.util.stream.Stream;

/** What the services have resident, after all they have done until then. */
final class Memory implements Measurement {

    private final Shop shop;

    Memory(Shop shop) {
        this.shop = shop;
    }

    @Override
    public List<Figure> run() {
        return Stream.of(shop.command(), shop.query())
                .map(replica -> new Figure(replica.name() + ", resident MB", ResidentMemory.megabytes(replica)))
                .toList();
    }
}
