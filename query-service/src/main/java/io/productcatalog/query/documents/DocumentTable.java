package io.productcatalog.query.documents;

import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.r2dbc.core.DatabaseClient.GenericExecuteSpec;
import reactor.core.publisher.Mono;

/**
 * The table of documents in the read model. Every result arrives within {@link #TIMEOUT} or is a {@link
 * TimeoutException} or a {@code DataAccessException} of Spring.
 *
 * <p>A query that has begun goes on when its caller leaves. Cancelling it inside the driver, as often as clients leave,
 * could cost the pool its connections.
 */
class DocumentTable {

    /** Longer than the timeouts of the pool and of a statement, whose failures say more. */
    static final Duration TIMEOUT = Duration.ofMillis(2500);

    /** The limit of the documents in a result, which has fewer of them if they are large, but at least one. */
    private static final int MAX_RESULT_BYTES = 1_000_000;

    /** Sorts after every UUIDv7. */
    private static final UUID MAX_ID = new UUID(-1, -1);

    private static final String MANY = """
            select id, coalesce(version, 0), document
            from (
              select id, version, document, position, sum(octet_length(document)) over (order by position) as bytes
              from unnest($1::uuid[]) with ordinality as asked (id, position) left join product_document using (id)
            ) as sized
            where bytes is null or bytes <= %d or bytes = octet_length(document)
            order by position
            """.formatted(MAX_RESULT_BYTES);
    private static final String BY_SKU = """
            select id, version, document from product_document
            where sku = $1 and document is not null order by id desc limit 1
            """;
    private static final String NEWEST = sized("""
            select id, version, document from product_document
            where id < $1 and document is not null order by id desc limit $2
            """);
    private static final String NEWEST_IN_CATEGORY = sized("""
            select id, version, document from product_category join product_document on id = product_id
            where product_id < $1 and category = $3 and document is not null order by product_id desc limit $2
            """);

    /** A row of a listing, with the number of rows that the listing has from here up to its limit. */
    private record Listed(Document document, long found) {}

    private final DatabaseClient database;

    /** The query without the rows beyond {@link #MAX_RESULT_BYTES}, but with its first row. */
    private static String sized(String query) {
        return """
                select id, version, document, found
                from (
                  select *, count(*) over () as found, sum(octet_length(document)) over (order by id desc) as bytes
                  from (%s) as listing) as sized
                where bytes <= %d or bytes = octet_length(document)
                order by id desc
                """.formatted(query, MAX_RESULT_BYTES);
    }

    DocumentTable(DatabaseClient database) {
        this.database = database;
    }

    /** The first of the products, in the order of the ids: all of them, or fewer if they are large. */
    Mono<List<StoredProduct>> byIds(List<UUID> ids) {
        return read(database.sql(MANY).bind("$1", ids.toArray(UUID[]::new)), DocumentTable::product);
    }

    /** The product with this SKU. While a SKU moves from one product to another, the newer product wins. */
    Mono<Document> bySku(String sku) {
        return read(database.sql(BY_SKU).bind("$1", sku), DocumentTable::document)
                .flatMap(found -> Mono.justOrEmpty(found.stream().findFirst()));
    }

    /**
     * A slice of the products on sale, the newest first: at most {@code limit}, and fewer if they are large.
     *
     * @param category a category path, which includes all paths below it; null for every product
     * @param after the id of the last product of the slice before; null for the first slice
     */
    Mono<Slice> newest(@Nullable String category, @Nullable UUID after, int limit) {
        // One more than asked for shows whether others follow.
        GenericExecuteSpec query = database.sql(category == null ? NEWEST : NEWEST_IN_CATEGORY)
                .bind("$1", after == null ? MAX_ID : after)
                .bind("$2", limit + 1);
        return read(category == null ? query : query.bind("$3", category), DocumentTable::listed)
                .map(rows -> slice(rows, limit));
    }

    private static <T> Mono<List<T>> read(GenericExecuteSpec query, Function<Readable, T> row) {
        return Mono.defer(() -> Mono.fromFuture(
                query.map(row).all().collectList().timeout(TIMEOUT).toFuture(), true));
    }

    private static Slice slice(List<Listed> rows, int limit) {
        List<Document> shown = rows.stream().limit(limit).map(Listed::document).toList();
        return Slice.of(shown, !rows.isEmpty() && rows.getFirst().found() > shown.size());
    }

    private static Listed listed(Readable row) {
        return new Listed(document(row), Objects.requireNonNull(row.get(3, Long.class)));
    }

    private static StoredProduct product(Readable row) {
        UUID id = Objects.requireNonNull(row.get(0, UUID.class));
        long version = Objects.requireNonNull(row.get(1, Long.class));
        // Decoded once: the driver decodes the bytes with each call.
        byte[] json = row.get(2, byte[].class);
        return new StoredProduct(
                id, version, json == null ? Optional.empty() : Optional.of(new Document(id, version, json)));
    }

    private static Document document(Readable row) {
        return new Document(
                Objects.requireNonNull(row.get(0, UUID.class)),
                Objects.requireNonNull(row.get(1, Long.class)),
                Objects.requireNonNull(row.get(2, byte[].class)));
    }
}
