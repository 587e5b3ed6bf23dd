package io.productcatalog.query.projection;

import io.productcatalog.query.invalidation.InvalidationMessage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The tables of one generation of the read model, as the projection writes them. */
class ReadModelWriter {

    private static final String UPSERT = """
            insert into product_document as stored (id, version, state, sku, document)
            select * from unnest(?::text[]::uuid[], ?::bigint[], ?::text[], ?::text[], ?::bytea[])
            on conflict (id) do update
                set version = excluded.version, state = excluded.state, sku = excluded.sku, document = excluded.document
                where excluded.version > stored.version
            returning id, (old.document is null) <> (new.document is null)
            """;

    /** Gives the products whose categories are others now. */
    private static final String CATEGORIZE = """
            with wanted as (
              select * from unnest(?::text[], ?::text[]::uuid[]) as wanted (category, product_id)
            ), left_behind as (
              delete from product_category as stored
              where product_id = any (?::text[]::uuid[])
                and not exists (
                  select from wanted
                  where wanted.category = stored.category and wanted.product_id = stored.product_id)
              returning product_id
            ), entered as (
              insert into product_category (category, product_id)
              select * from wanted
              on conflict do nothing
              returning product_id
            )
            select product_id from left_behind union select product_id from entered
            """;

    /** The channel has the name of the tables' schema. */
    private static final String ANNOUNCE = """
            select pg_notify(current_schema(), text) from unnest(?::text[]) as text
            """;

    /**
     * Gives how many of the partitions have less than was known before, and advances without a write where there is nothing to
     * advance.
     */
    private static final String ADVANCE = """
            with advanced as (
              insert into projection_progress as stored (partition, next_offset)
              select *
              from unnest(?::int[], ?::bigint[]) as passed (partition, next_offset)
              where not exists (
                  select from projection_progress as noted
                  where noted.partition = passed.partition and noted.next_offset >= passed.next_offset)
              on conflict (partition) do update set next_offset = excluded.next_offset, projected_at = now()
                  where excluded.next_offset > stored.next_offset
            )
            select count(*)
            from unnest(?::int[], ?::bigint[]) as known (partition, next_offset)
            left join projection_progress as stored using (partition)
            where coalesce(stored.next_offset, 0) < known.next_offset
            """;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ProjectionActivity activity;

    /** What the tables must have by now, at least, of the partitions that are projected here. */
    private final Map<Integer, Long> known = new ConcurrentHashMap<>();

    ReadModelWriter(JdbcClient jdbc, TransactionTemplate transaction, ProjectionActivity activity) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.activity = activity;
    }

    /**
     * Stores, in one transaction, the rows that are newer than what is stored, and the progress, and announces the rows.
     *
     * @param rows at most one of each product, in the order of their ids, so that two writers never deadlock
     * @param nextOffsets the offset after the last projected one, by partition
     * @return how many rows were newer
     * @throws ReadModelRegressedException when the tables have less progress than was stored or read before, in whichever
     *     of the partitions that are projected here; nothing is stored then
     */
    int store(List<ProductRow> rows, Map<Integer, Long> nextOffsets) {
        Integer stored = transaction.execute(_ -> {
            Set<UUID> arranged = new HashSet<>();
            Set<UUID> won = rows.isEmpty() ? Set.of() : upsert(rows, arranged);
            activity.step();
            if (!won.isEmpty()) {
                categorize(rows, won, arranged);
                activity.step();
                announce(rows.stream().filter(row -> won.contains(row.id())).toList(), arranged);
                activity.step();
            }
            advance(nextOffsets);
            activity.step();
            return won.size();
        });
        activity.step();
        nextOffsets.forEach(
                (partition, next) -> known.computeIfPresent(partition, (_, least) -> Math.max(least, next)));
        return stored == null ? 0 : stored;
    }

    /**
     * The offset after the last projected record, by partition, where there is one. These partitions are projected here from
     * now on, and this is the least that must be there.
     */
    Map<Integer, Long> resume(Collection<Integer> partitions) {
        // From now on they are projected here, also while the question below is not answered.
        partitions.forEach(partition -> known.putIfAbsent(partition, 0L));
        Map<Integer, Long> progress = jdbc
                .sql("select partition, next_offset from projection_progress where partition = any (?)")
                .param(partitions.toArray(Integer[]::new))
                .query((row, _) -> Map.entry(row.getInt(1), row.getLong(2)))
                .list()
                .stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        partitions.forEach(partition -> known.put(partition, progress.getOrDefault(partition, 0L)));
        return progress;
    }

    /** The offset after the last record whose effects are stored, by partition, of those that are projected here. */
    Map<Integer, Long> projected() {
        return Map.copyOf(known);
    }

    /** Others project these partitions from now on. */
    void leave(Collection<Integer> partitions) {
        known.keySet().removeAll(partitions);
    }

    /** Forgets the progress in a partition; what is stored stays, since it is newer or will come again. */
    void beginAnew(int partition) {
        jdbc.sql("update projection_progress set next_offset = 0 where partition = ?")
                .param(partition)
                .update();
        known.put(partition, 0L);
    }

    /** @param arranged takes those that are on sale and were not, or the other way round */
    private Set<UUID> upsert(List<ProductRow> rows, Set<UUID> arranged) {
        Set<UUID> won = new HashSet<>();
        jdbc.sql(UPSERT)
                .param(rows.stream().map(row -> row.id().toString()).toArray(String[]::new))
                .param(rows.stream().mapToLong(ProductRow::version).toArray())
                .param(rows.stream().map(ProductRow::state).toArray(String[]::new))
                .param(rows.stream().map(ProductRow::sku).toArray(String[]::new))
                .param(rows.stream().map(ProductRow::document).toArray(byte[][]::new))
                .query(row -> {
                    UUID id = row.getObject(1, UUID.class);
                    won.add(id);
                    if (row.getBoolean(2)) {
                        arranged.add(id);
                    }
                });
        return won;
    }

    /** @param arranged takes those that have other categories now */
    private void categorize(List<ProductRow> rows, Set<UUID> won, Set<UUID> arranged) {
        List<String> categories = new ArrayList<>();
        List<String> products = new ArrayList<>();
        for (ProductRow row : rows) {
            if (won.contains(row.id())) {
                categories.addAll(row.categories());
                row.categories().forEach(_ -> products.add(row.id().toString()));
            }
        }
        arranged.addAll(jdbc.sql(CATEGORIZE)
                .param(categories.toArray(String[]::new))
                .param(products.toArray(String[]::new))
                .param(won.stream().map(UUID::toString).toArray(String[]::new))
                .query(UUID.class)
                .list());
    }

    /** Heard by every replica when the transaction has been committed. */
    private void announce(List<ProductRow> won, Set<UUID> arranged) {
        jdbc.sql(ANNOUNCE)
                .param(InvalidationMessage.texts(won, arranged).toArray(String[]::new))
                .query((RowCallbackHandler) _ -> {});
    }

    private void advance(Map<Integer, Long> nextOffsets) {
        Map<Integer, Long> expected = Map.copyOf(known);
        if (nextOffsets.isEmpty() && expected.isEmpty()) {
            return;
        }
        long lost = jdbc.sql(ADVANCE)
                .param(partitions(nextOffsets))
                .param(offsets(nextOffsets))
                .param(partitions(expected))
                .param(offsets(expected))
                .query(Long.class)
                .single();
        if (lost > 0) {
            throw new ReadModelRegressedException();
        }
    }

    private static int[] partitions(Map<Integer, Long> offsets) {
        return offsets.keySet().stream().mapToInt(Integer::intValue).toArray();
    }

    private static long[] offsets(Map<Integer, Long> offsets) {
        return offsets.values().stream().mapToLong(Long::longValue).toArray();
    }
}
