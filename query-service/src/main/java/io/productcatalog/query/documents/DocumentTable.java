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
 * The documents as the read model's tables hold them. Every answer comes within {@link #LIMIT} or fails with a {@link
 * TimeoutException} or Spring's {@code DataAccessException}.
 */
class DocumentTable {

    /** Above the pool's time to acquire and PostgreSQL's statement timeout, which fail with a better reason. */
    static final Duration LIMIT = Duration.ofMillis(2500);

    /** Sorts after every UUIDv7. */
    private static final UUID AFTER_ALL = new UUID(-1, -1);

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
     * The product once the read model holds that version or a newer one, which may be one that is not on sale; empty
     * while it does not.
     */
    Mono<Optional<Document>> atLeast(UUID id, long version) {
        return read(database.sql(AT_LEAST).bind("$1", id).bind("$2", version), DocumentTable::onSale)
                .next();
    }

    /** Those of the products that are on sale, in the order asked. */
    Mono<List<Document>> byIds(Collection<UUID> ids) {
        return read(database.sql(MANY).bind("$1", ids.toArray(UUID[]::new)))
                .collectMap(Document::id, Function.identity())
                .map(found -> inOrder(ids, found));
    }

    /** While a SKU moves from one product to another the newer product wins. */
    Mono<Document> bySku(String sku) {
        return read(database.sql(BY_SKU).bind("$1", sku)).next();
    }

    /**
     * Products on sale, newest first.
     *
     * @param category a category path, which includes all paths below it; null for every product
     * @param after the id of the last product already seen; null to start with the newest
     */
    Mono<Slice> newest(@Nullable String category, @Nullable UUID after, int limit) {
        // One more, to know whether any follow.
        GenericExecuteSpec query = database.sql(category == null ? NEWEST : NEWEST_IN_CATEGORY)
                .bind("$1", after == null ? AFTER_ALL : after)
                .bind("$2", limit + 1);
        return read(category == null ? query : query.bind("$3", category))
                .collectList()
                .map(found -> Slice.of(found, limit));
    }

    private static Flux<Document> read(GenericExecuteSpec query) {
        return read(query, DocumentTable::document);
    }

    private static <T> Flux<T> read(GenericExecuteSpec query, Function<Readable, T> row) {
        return query.map(row).all().collectList().timeout(LIMIT).flatMapIterable(Function.identity());
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
