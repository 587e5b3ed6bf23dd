package io.productcatalog.benchmarks.bench;

import io.productcatalog.system.cluster.Replica;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the services have resident, after all they have done until then. */
final class Memory implements Measurement {

    private final Shop shop;

    Memory(Shop shop) {
        this.shop = shop;
    }

    @Override
    public List<Figure> run() throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        for (Replica replica : List.of(shop.command(), shop.query())) {
            String kilobytes =
                    Program.output(List.of("ps", "-o", "rss=", "-p", Long.toString(Shop.pid(replica))), Map.of());
            figures.add(new Figure(replica.name() + ", resident MB", Double.parseDouble(kilobytes) / 1024));
        }
        return figures;
    }
}
