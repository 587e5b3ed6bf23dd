package io.productcatalog.query.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.productcatalog.events.Product;
import io.productcatalog.events.ProductEvent;
import io.productcatalog.events.ProductStatus;
import io.productcatalog.query.testing.Products;
import io.productcatalog.query.testing.RunningQueryService;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

class ListingsAreInvalidatedWhenTheirItemsChangeIT {

    private static RunningQueryService service;
    private static Connection listener;
    private final UUID id = Products.newId();

    @BeforeAll
    static void listen() throws SQLException {
        service = RunningQueryService.start(Map.of());
        listener = service.owner().getConnection();
        try (Statement statement = listener.createStatement()) {
            statement.execute("listen read_model_1");
        }
    }

    @AfterAll
    static void stop() throws SQLException {
        listener.close();
        service.close();
    }

    @Test
    void onlyAProductThatEntersOrLeavesAListingAffectsListings() throws SQLException {
        assertThat(invalidation(Products.active(id, 1))).as("new").isEqualTo(id + ":1!");
        assertThat(invalidation(Products.active(id, 2))).as("the same").isEqualTo(id + ":2");

        Product moved = Products.product(id);
        moved.setCategories(List.of("electronics/radio"));
        assertThat(invalidation(Products.event(id, 3, moved))).as("moved").isEqualTo(id + ":3!");

        moved.setCategories(List.of());
        assertThat(invalidation(Products.event(id, 4, moved))).as("in none").isEqualTo(id + ":4!");
        moved.setStock(1);
        assertThat(invalidation(Products.event(id, 5, moved)))
                .as("still in none")
                .isEqualTo(id + ":5");

        moved.setStatus(ProductStatus.DISCONTINUED);
        assertThat(invalidation(Products.event(id, 6, moved))).as("withdrawn").isEqualTo(id + ":6!");
        assertThat(invalidation(Products.deleted(id, 7)))
                .as("not listed before either")
                .isEqualTo(id + ":7");
        moved.setStatus(ProductStatus.ACTIVE);
        assertThat(invalidation(Products.event(id, 8, moved))).as("back").isEqualTo(id + ":8!");
    }

    private String invalidation(ProductEvent event) throws SQLException {
        service.topic().publish(event);
        service.awaitProjected();
        return Stream.of(listener.unwrap(PGConnection.class).getNotifications(120_000))
                .flatMap(notification -> Stream.of(notification.getParameter().split(" ")))
                .filter(row -> row.startsWith(id.toString()))
                .findFirst()
                .orElse("");
    }
}
