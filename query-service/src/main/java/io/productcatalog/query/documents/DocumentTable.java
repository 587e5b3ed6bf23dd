package io.productcatalog.query.documents;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The table of documents in the read model. Every result arrives within {@link #TIMEOUT} or is a {@link
 * TimeoutException} or a {@code DataAccessException} of Spring.
 */
class DocumentTable {

    /** Longer than the timeouts of the pool and of a statement, whose failures say more. */
    static final Duration TIMEOUT = Duration.ofMillis(2500);

    /** Sorts after every UUIDv7. */
    private static final UUID MAX_ID = new UUID(-1, -1);

    private static final String AT_LEAST =
            "select id, version, document from product_document where id = $1 and version >= $2";
    private static final String MANY =
            "select id, version, document from product_document where id = any($1) and document is not null";
    private static final String BY_SKU = """
            select id, version, document from product_document
            where sku = $1 and document is not null order by id desc limit 1
            """;
    private static final String NEWEST = """
            select id, version, document from product_document
            where id < $1 and document is not null order by id desc limit $2
            """;
    private static final String NEWEST_IN_CATEGORY = """
            select id, version, document from product_category join product_document on id = product_id
            where product_id < $1 and category = $3 and document is not null order by product_id desc limit $2
            """;

    private final DatabaseClient database;

    DocumentTable(DatabaseClient database) {
        this.database = database;
    }

    /**
     * The product if the read model holds this version or a newer one, otherwise empty. The optional is empty if that
     * version is not on sale.
     */
    Mono<Optional<Document>> atLeast(UUID id, long version) {
        return read(database.sql(AT_LEAST).bind("$1", id).bind("$2", version), DocumentTable::onSale)
                .next();
    }

    /** Those of the products that are on sale, in the order of the ids. */
    Mono<List<Document>> byIds(Collection<UUID> ids) {
        return read(database.sql(MANY).bind("$1", ids.toArray(UUID[]::new)))
                .collectMap(Document::id, Function.identity())
                .map(found -> inOrder(ids, found));
    }

    /** The product with this SKU. While a SKU moves from one product to another, the newer product wins. */
    Mono<Document> bySku(String sku) {
        return read(database.sql(BY_SKU).bind("$1", sku)).next();
    }

    /**
     * A slice of the products on sale, the newest first.
     *
     * @param category a category path, which includes all paths below it; null for every product
     * @param after the id of the last product of the slice before; null for the first slice
     */
    Mono<Slice> newest(@Nullable String category, @Nullable UUID after, int limit) {
        // One more than asked for shows whether others follow.
        GenericExecuteSpec query = database.sql(category == null ? NEWEST : NEWEST_IN_CATEGORY)
                .bind("$1", after == null ? MAX_ID : after)
                .bind("$2", limit + 1);
        return read(category == null ? query : query.bind("$3", category))
                .collectList()
                .map(found -> Slice.of(found, limit));
    }

    private static Flux<Document> read(GenericExecuteSpec query) {
        return read(query, DocumentTable::document);
    }

    private static <T> Flux<T> read(GenericExecuteSpec query, Function<Readable, T> row) {
        return query.map(row).all().collectList().timeout(TIMEOUT).flatMapIterable(Function.identity());
    }

    private static Optional<Document> onSale(Readable row) {
        return row.get(2, byte[].class) == null ? Optional.empty() : Optional.of(document(row));
    }

    private static Document document(Readable row) {
        return new Document(
                Objects.requireNonNull(row.get(0, UUID.class)),
                Objects.requireNonNull(row.get(1, Long.class)),
                Objects.requireNonNull(row.get(2, byte[].class)));
    }

    private static List<Document> inOrder(Collection<UUID> ids, Map<UUID, Document> found) {
        return ids.stream().map(found::get).filter(Objects::nonNull).toList();
    }
}
