package io.productcatalog.command.store;

import io.productcatalog.command.product.Currency;
import io.productcatalog.command.product.Money;
import io.productcatalog.command.product.Product;
import io.productcatalog.command.product.ProductChange;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads the event log in commit order.
 *
 * <p>An event is settled when every transaction that began to write before its own has ended: no event can appear in
 * front of it any more. Settled events sorted by (transaction id, position) are therefore a prefix of the log that
 * never changes; see <a
 * href="https://www.postgresql.org/docs/18/functions-info.html#FUNCTIONS-INFO-SNAPSHOT">pg_snapshot_xmin</a>.
 */
public final class EventLogReader {

    /** The NOTIFY channel that signals growth of the log. */
    public static final String CHANNEL = "product_event";

    /**
     * A page of settled events.
     *
     * @param hasMore whether more settled events may follow the page
     * @param hasUnsettled whether committed events follow the page that have yet to settle, usually within milliseconds
     */
    public record Page(List<LoggedChange> events, boolean hasMore, boolean hasUnsettled) {}

    /** The limit of the products' details in a page, uncompressed. Several such pages fit into a small heap. */
    private static final int MAX_PAGE_BYTES = 2_000_000;

    /** PostgreSQL compresses large values only, so the text of most values need not be made to know its length. */
    private static final String DETAILS_BYTES = """
            case when pg_column_compression(details) is null then pg_column_size(details) else octet_length(details::text) end
            """;

    /** The server reads the fields of the price: that costs less than to parse its small JSON here. */
    private static final String COLUMNS = """
            tx::text::bigint as tx, position, event_id, product_id, version, type, occurred_at, actor, changed_fields,
            (previous_price ->> 'minorUnits')::bigint as previous_minor_units, previous_price ->> 'currency' as previous_currency,
            details, created_at, trace_parent, least(occurred_at, clock_timestamp()) as record_time
            """;

    /** A row of the answer. Without an event, the page is empty. */
    private record Row(@Nullable LoggedChange event, boolean followed, boolean unsettled) {}

    private final JdbcClient jdbc;

    public EventLogReader(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * The settled events after a position: at most {@code limit}, and fewer if they are large, but at least one. Of the
     * events that have yet to settle it only asks whether there are any.
     */
    public Page after(LogPosition position, int limit) {
        String tx = Long.toString(position.tx());
        List<Row> rows = jdbc.sql("select " + COLUMNS + """
                        , number < found or found = ? as followed, unsettled
                        from (
                          select exists (
                            select from product_event
                            where (tx, position) > (cast(? as text)::xid8, ?)
                              and tx >= pg_snapshot_xmin(pg_current_snapshot())) as unsettled) as rest
                        left join (
                          select *, row_number() over log as number, count(*) over () as found,
                              sum(""" + DETAILS_BYTES + """
                              ) over log as bytes
                          from (
                            select * from product_event
                            where (tx, position) > (cast(? as text)::xid8, ?)
                              and tx < pg_snapshot_xmin(pg_current_snapshot())
                            order by product_event.tx, position
                            limit ?) as next
                          window log as (order by next.tx, position)) as page
                        on number = 1 or coalesce(bytes, 0) <= ?
                        order by page.tx, position""")
                .params(limit, tx, position.position(), tx, position.position(), limit, MAX_PAGE_BYTES)
                .query(EventLogReader::row)
                .list();
        List<LoggedChange> settled = new ArrayList<>(rows.size());
        for (Row row : rows) {
            if (row.event() != null) {
                settled.add(row.event());
            }
        }
        boolean more = rows.getLast().followed();
        return new Page(settled, more, !more && rows.getLast().unsettled());
    }

    private static Row row(ResultSet row, int number) throws SQLException {
        boolean empty = row.getObject("event_id") == null;
        return new Row(empty ? null : event(row, number), row.getBoolean("followed"), row.getBoolean("unsettled"));
    }

    /** The change that created a product, settled or not. */
    public ProductChange creation(UUID productId) {
        return jdbc.sql("select " + COLUMNS + " from product_event where product_id = ? and version = 1")
                .param(productId)
                .query(EventLogReader::event)
                .single()
                .change();
    }

    private static LoggedChange event(ResultSet row, int number) throws SQLException {
        UUID productId = row.getObject("product_id", UUID.class);
        long version = row.getLong("version");
        Instant occurredAt = instant(row, "occurred_at");
        return new LoggedChange(
                new LogPosition(row.getLong("tx"), row.getLong("position")),
                new ProductChange(
                        row.getObject("event_id", UUID.class),
                        productId,
                        version,
                        ProductChange.Type.valueOf(row.getString("type")),
                        occurredAt,
                        row.getString("actor"),
                        List.of((String[]) row.getArray("changed_fields").getArray()),
                        previousPrice(row),
                        product(row, productId, version, occurredAt)),
                row.getString("trace_parent"),
                instant(row, "record_time"));
    }

    private static @Nullable Money previousPrice(ResultSet row) throws SQLException {
        String currency = row.getString("previous_currency");
        return currency == null ? null : new Money(row.getLong("previous_minor_units"), Currency.of(currency));
    }

    private static @Nullable Product product(ResultSet row, UUID id, long version, Instant updatedAt)
            throws SQLException {
        String details = row.getString("details");
        return details == null
                ? null
                : new Product(id, version, DetailsJson.read(details), instant(row, "created_at"), updatedAt);
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }
}
