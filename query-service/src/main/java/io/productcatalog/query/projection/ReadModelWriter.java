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

/**
 * The writer of the tables of one generation of the read model.
 *
 * <p>It remembers, for each partition that is projected here, the offset that the tables must have reached. Each write
 * checks all of them, so a read model that lost commits is noticed before anything else is stored.
 */
class ReadModelWriter {

    private static final String UPSERT = """
            insert into product_document as stored (id, version, state, sku, document)
            select * from unnest(?::text[]::uuid[], ?::bigint[], ?::text[], ?::text[], ?::bytea[])
            on conflict (id) do update
                set version = excluded.version, state = excluded.state, sku = excluded.sku, document = excluded.document
                where excluded.version > stored.version
            returning id, (old.document is null) <> (new.document is null)
            """;

    /** Returns the products whose categories have changed. */
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

    /** The channel is named after the schema of the tables. */
    private static final String NOTIFY = """
            select pg_notify(current_schema(), text) from unnest(?::text[]) as text
            """;

    /**
     * Returns the number of partitions whose stored offset is lower than the known one. Writes nothing for a partition
     * whose offset does not advance.
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

    /** Counts the dead letters of a generation until it has caught up. */
    private static final String COUNT_DEAD_LETTERS =
            "update read_model set dead_letters = dead_letters + ? where caught_up_at is null";

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final ProjectionActivity activity;

    /** The minimum offset that the tables must hold, for each partition that is projected here. */
    private final Map<Integer, Long> knownOffsets = new ConcurrentHashMap<>();

    ReadModelWriter(JdbcClient jdbc, TransactionTemplate transaction, ProjectionActivity activity) {
        this.jdbc = jdbc;
        this.transaction = transaction;
        this.activity = activity;
    }

    /**
     * Stores the rows that are newer than the stored ones, and the offsets, in one transaction. Its commit sends the
     * cache invalidations of these rows.
     *
     * @param rows at most one for each product, in the order of their ids, so that two writers never deadlock
     * @param nextOffsets the offset after the last projected one, by partition
     * @return the number of rows that were newer
     * @throws ReadModelRegressedException when the tables hold a lower offset than was stored or read before, in any
     *     partition that is projected here; nothing is stored then
     */
    int store(List<ProductRow> rows, Map<Integer, Long> nextOffsets) {
        return store(rows, nextOffsets, 0);
    }

    /** Stores likewise, and counts the dead letters that the offsets pass over. */
    int store(List<ProductRow> rows, Map<Integer, Long> nextOffsets, int deadLetters) {
        Integer count = transaction.execute(_ -> {
            Set<UUID> relisted = new HashSet<>();
            Set<UUID> stored = rows.isEmpty() ? Set.of() : upsert(rows, relisted);
            activity.step();
            if (!stored.isEmpty()) {
                categorize(rows, stored, relisted);
                activity.step();
                invalidate(
                        rows.stream().filter(row -> stored.contains(row.id())).toList(), relisted);
                activity.step();
            }
            advance(nextOffsets);
            activity.step();
            if (deadLetters > 0) {
                jdbc.sql(COUNT_DEAD_LETTERS).param(deadLetters).update();
                activity.step();
            }
            return stored.size();
        });
        activity.step();
        nextOffsets.forEach(
                (partition, next) -> knownOffsets.computeIfPresent(partition, (_, known) -> Math.max(known, next)));
        return count == null ? 0 : count;
    }

    /**
     * Takes over the partitions and reads the offset after the last projected record of each, if there is one. From now
     * on the tables must hold at least these offsets.
     */
    Map<Integer, Long> resume(Collection<Integer> partitions) {
        // The partitions are projected here from now on, also while the query below is not answered.
        partitions.forEach(partition -> knownOffsets.putIfAbsent(partition, 0L));
        Map<Integer, Long> nextOffsets = jdbc
                .sql("select partition, next_offset from projection_progress where partition = any (?)")
                .param(partitions.toArray(Integer[]::new))
                .query((row, _) -> Map.entry(row.getInt(1), row.getLong(2)))
                .list()
                .stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        partitions.forEach(partition -> knownOffsets.put(partition, nextOffsets.getOrDefault(partition, 0L)));
        return nextOffsets;
    }

    /** The offset after the last stored record, for each partition that is projected here. */
    Map<Integer, Long> projected() {
        return Map.copyOf(knownOffsets);
    }

    /** Releases partitions that other replicas project from now on. */
    void release(Collection<Integer> partitions) {
        knownOffsets.keySet().removeAll(partitions);
    }

    /** Resets the offset of a partition. The rows stay: their versions decide which of the coming records are newer. */
    void resetOffset(int partition) {
        jdbc.sql("update projection_progress set next_offset = 0 where partition = ?")
                .param(partition)
                .update();
        knownOffsets.put(partition, 0L);
    }

    /** @param relisted receives the products that came on sale or left the sale, which listings now show or hide */
    private Set<UUID> upsert(List<ProductRow> rows, Set<UUID> relisted) {
        Set<UUID> stored = new HashSet<>();
        jdbc.sql(UPSERT)
                .param(rows.stream().map(row -> row.id().toString()).toArray(String[]::new))
                .param(rows.stream().mapToLong(ProductRow::version).toArray())
                .param(rows.stream().map(ProductRow::state).toArray(String[]::new))
                .param(rows.stream().map(ProductRow::sku).toArray(String[]::new))
                .param(rows.stream().map(ProductRow::document).toArray(byte[][]::new))
                .query(row -> {
                    UUID id = row.getObject(1, UUID.class);
                    stored.add(id);
                    if (row.getBoolean(2)) {
                        relisted.add(id);
                    }
                });
        return stored;
    }

    /** @param relisted receives the products whose categories have changed */
    private void categorize(List<ProductRow> rows, Set<UUID> stored, Set<UUID> relisted) {
        List<String> categories = new ArrayList<>();
        List<String> products = new ArrayList<>();
        for (ProductRow row : rows) {
            if (stored.contains(row.id())) {
                categories.addAll(row.categories());
                row.categories().forEach(_ -> products.add(row.id().toString()));
            }
        }
        relisted.addAll(jdbc.sql(CATEGORIZE)
                .param(categories.toArray(String[]::new))
                .param(products.toArray(String[]::new))
                .param(stored.stream().map(UUID::toString).toArray(String[]::new))
                .query(UUID.class)
                .list());
    }

    /** Sends the invalidations. PostgreSQL delivers them when the transaction commits. */
    private void invalidate(List<ProductRow> stored, Set<UUID> relisted) {
        List<InvalidationMessage> messages = stored.stream()
                .map(row -> new InvalidationMessage(row.id(), row.version(), relisted.contains(row.id())))
                .toList();
        jdbc.sql(NOTIFY)
                .param(InvalidationMessage.encode(messages).toArray(String[]::new))
                .query((RowCallbackHandler) _ -> {});
    }

    private void advance(Map<Integer, Long> nextOffsets) {
        Map<Integer, Long> expected = Map.copyOf(knownOffsets);
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
