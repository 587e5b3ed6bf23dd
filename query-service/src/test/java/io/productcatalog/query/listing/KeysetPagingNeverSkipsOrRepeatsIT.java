package io.productcatalog.query.listing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.jayway.jsonpath.JsonPath;
import io.productcatalog.events.ProductEvent;
import io.productcatalog.query.testing.Products;
import io.productcatalog.query.testing.RunningQueryService;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reads the pages of a list to the end, while other products are created, changed and deleted. */
class KeysetPagingNeverSkipsOrRepeatsIT {

    private static final int PRODUCTS = 23;
    private static RunningQueryService service;
    private static List<UUID> newestFirst;

    @BeforeAll
    static void startWithSomeProducts() {
        service = RunningQueryService.start(Map.of("CATALOG_MAX_PAGE_SIZE", "50"));
        List<UUID> ids =
                new ArrayList<>(Stream.generate(Products::newId).limit(PRODUCTS).toList());
        service.topic().publish(ids.stream().map(id -> Products.active(id, 1)).toArray(ProductEvent[]::new));
        service.awaitProjected();
        Collections.reverse(ids);
        newestFirst = ids;
        // A listing that was cached before, while the replica started, may be served for half a second more.
        await().until(() ->
                service.get("/products?limit=5").body().contains(ids.getFirst().toString()));
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void everyUnchangedProductIsListedOnceAndInOrder() {
        for (String filter : List.of("", "category=electronics&", "category=electronics/tv&")) {
            assertThat(readAllPages("/products?" + filter + "limit=5", () -> {}))
                    .containsExactlyElementsOf(newestFirst);
        }
        assertThat(readAllPages("/products?category=garden", () -> {})).isEmpty();
    }

    @Test
    void productsThatAreCreatedAndDeletedBetweenPagesDoNotMoveOthers() {
        List<UUID> temporary = new ArrayList<>();
        List<UUID> seen = readAllPages("/products?category=electronics&limit=4", () -> {
            temporary.forEach(id -> service.topic().publish(Products.deleted(id, 2)));
            UUID arrival = Products.newId();
            temporary.add(arrival);
            service.topic().publish(Products.active(arrival, 1));
            service.awaitProjected();
        });

        assertThat(seen).doesNotHaveDuplicates();
        assertThat(seen.stream().filter(id -> !temporary.contains(id))).containsExactlyElementsOf(newestFirst);
        temporary.forEach(id -> service.topic().publish(Products.deleted(id, 3)));
        service.awaitProjected();
    }

    @Test
    void theLinkToTheNextPageIsTheSameAsTheBodysCursor() {
        HttpResponse<String> page = service.get("/products?category=electronics/tv&limit=7");

        String next = JsonPath.read(page.body(), "$.next");
        String link = page.headers().firstValue("Link").orElseThrow();
        assertThat(link).endsWith("after=" + next + ">; rel=\"next\"");
        String target = link.substring(1, link.indexOf('>'));
        assertThat(ids(service.get(target))).isEqualTo(newestFirst.subList(7, 14));
    }

    @Test
    void productsByIdsAreInTheRequestedOrderAndUnknownOnesAreLeftOut() {
        List<UUID> requested = List.of(newestFirst.get(9), newestFirst.get(2), Products.newId(), newestFirst.get(15));

        HttpResponse<String> answer = service.get(
                "/products?ids=" + requested.stream().map(UUID::toString).collect(Collectors.joining(",")));

        assertThat(ids(answer)).containsExactly(requested.get(0), requested.get(1), requested.get(3));
        assertThat(answer.body()).doesNotContain("\"next\"");
    }

    @Test
    void aProductIsFoundByItsSku() {
        UUID id = newestFirst.getFirst();
        assertThat(ids(service.get("/products?sku=SKU-" + id))).containsExactly(id);
        assertThat(service.get("/products?sku=unknown").body()).isEqualTo("{\"items\":[]}");
    }

    private static List<UUID> readAllPages(String first, Runnable betweenPages) {
        List<UUID> seen = new ArrayList<>();
        String path = first;
        while (true) {
            HttpResponse<String> page = service.get(path);
            assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
            seen.addAll(ids(page));
            List<String> next = JsonPath.read(page.body(), "$..next");
            if (next.isEmpty()) {
                return seen;
            }
            path = first + "&after=" + next.getFirst();
            betweenPages.run();
        }
    }

    private static List<UUID> ids(HttpResponse<String> page) {
        List<String> ids = JsonPath.read(page.body(), "$.items[*].id");
        return ids.stream().map(UUID::fromString).toList();
    }
}
