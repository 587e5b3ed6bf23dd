package io.productcatalog.query.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.productcatalog.events.ProductEvent;
import io.productcatalog.query.testing.Products;
import io.productcatalog.query.testing.RunningQueryService;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Guarantee 3: an older version never replaces a newer one in the read model, however late or often it is delivered.
 */
class OlderVersionNeverOverwritesNewerIT {

    private static RunningQueryService service;

    @BeforeAll
    static void start() {
        service = RunningQueryService.start(Map.of());
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void anOlderUpdateThatArrivesLaterChangesNothing() {
        UUID id = Products.newId();
        project(Products.active(id, 2));

        var older = Products.product(id);
        older.setCategories(List.of("garden/tools"));
        project(Products.event(id, 1, older));

        assertThat(service.versions()).containsEntry(id, 2L);
        assertThat(categories(id)).containsExactly("electronics", "electronics/tv");
    }

    @Test
    void anUpdateFromBeforeTheDeletionDoesNotRestoreAProduct() {
        UUID id = Products.newId();
        project(Products.active(id, 1));
        project(Products.deleted(id, 3));

        project(Products.active(id, 2));

        assertThat(service.versions()).containsEntry(id, -3L);
        assertThat(categories(id)).isEmpty();
        assertThat(service.get("/products/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void theCategoriesAreThoseOfTheNewestVersion() {
        UUID id = Products.newId();
        project(Products.active(id, 1));
        var moved = Products.product(id);
        moved.setCategories(List.of("electronics/audio/headphones"));

        project(Products.event(id, 2, moved));

        assertThat(categories(id)).containsExactly("electronics", "electronics/audio", "electronics/audio/headphones");
    }

    @Test
    void anyMixOfDuplicatesAndReorderingsLeavesTheHighestVersionOfEachProduct() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<UUID> products = Stream.generate(Products::newId).limit(12).toList();
        Map<UUID, Long> expected = new HashMap<>();

        for (int round = 0; round < 8; round++) {
            List<ProductEvent> deliveries = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                UUID id = products.get(random.nextInt(products.size()));
                long version = 1 + random.nextInt(30);
                boolean deletion = (id.hashCode() + version) % 5 == 0;
                deliveries.add(deletion ? Products.deleted(id, version) : Products.active(id, version));
                expected.merge(
                        id,
                        deletion ? -version : version,
                        (one, other) -> Math.abs(one) >= Math.abs(other) ? one : other);
            }
            project(deliveries.toArray(ProductEvent[]::new));
            assertThat(service.versions())
                    .as("round %s with seed %s", round, seed)
                    .containsAllEntriesOf(expected);
        }
    }

    private static void project(ProductEvent... events) {
        service.topic().publish(events);
        service.awaitProjected();
    }

    private static List<String> categories(UUID id) {
        return service.readModel()
                .sql("select category from product_category where product_id = ? order by category")
                .param(id)
                .query(String.class)
                .list();
    }
}
