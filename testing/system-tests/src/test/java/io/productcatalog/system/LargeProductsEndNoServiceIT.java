package io.productcatalog.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.productcatalog.cluster.Admin;
import io.productcatalog.cluster.BulkCatalog;
import io.productcatalog.cluster.Cluster;
import io.productcatalog.cluster.OnSharedCluster;
import io.productcatalog.cluster.Replica;
import java.sql.SQLException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Products whose events compress well and are large without compression. Neither a page of the relay nor a poll of the
 * projection holds more of them than fit into the heap that the services have.
 */
@OnSharedCluster
class LargeProductsEndNoServiceIT {

    /** With them, the events of all products take more than half of the heap. */
    private static final int PRODUCTS = 500;

    @Test
    void productsThatTogetherExceedTheHeapArePublishedAndShown(Cluster cluster) throws SQLException {
        cluster.queries().forEach(replica -> assertThat(replica.terminate()).isTrue());
        double before = published(cluster);
        new Admin(cluster).createFrom(largeProduct());
        BulkCatalog.copy("LARGE-", cluster.settings().write(), PRODUCTS);
        await("everything to be published").until(() -> published(cluster) > before + PRODUCTS);

        cluster.queries().forEach(Replica::start);
        cluster.queries().forEach(Replica::awaitReady);

        await("the last product to be shown")
                .until(() -> cluster.queryFront()
                        .get("/products?sku=LARGE-" + PRODUCTS)
                        .block()
                        .body()
                        .contains("\"LARGE-"));
        assertThat(cluster.replicas()).allMatch(Replica::isAlive);
    }

    private static double published(Cluster cluster) {
        return cluster.commands().stream()
                .mapToDouble(replica -> replica.metric("catalog_relay_published_total"))
                .sum();
    }

    /** About 230 KB, near the limit of 256 KiB. */
    private static String largeProduct() {
        String attributes = IntStream.range(0, 100)
                .mapToObj(i -> "\"a%d\":\"%s\"".formatted(i, "€".repeat(500)))
                .collect(Collectors.joining(","));
        String images = IntStream.range(0, 20)
                .mapToObj(_ -> "{\"url\":\"https://img.example/%s\",\"alt\":null}".formatted("x".repeat(1_900)))
                .collect(Collectors.joining(","));
        return """
                {"sku":"LARGE-0","name":"Large","brand":"Lumen","categories":[],"description":"%s",
                 "price":{"amount":"1.00","currency":"EUR"},"attributes":{%s},"images":[%s],"stock":1}
                """.formatted("€".repeat(10_000), attributes, images);
    }
}
