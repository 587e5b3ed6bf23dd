package io.productcatalog.command.store;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.productcatalog.command.product.Product;
import io.productcatalog.command.product.ProductChange;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Writes accepted changes. One statement stores the product's new state and appends the change to the event log, so
 * both become durable or neither. The relay publishes the change after the commit.
 */
@Component
class ChangeWriter {

    private static final String INSERT = withLogEntry(
            "insert into product (id, sku, version, details, created_at, updated_at) values (?, ?, ?, ?::jsonb, ?, ?)");

    private static final String UPDATE =
            withLogEntry("update product set sku = ?, version = ?, details = ?::jsonb, updated_at = ?"
                    + " where id = ? and version = ?");

    private static final String DELETE = withLogEntry("delete from product where id = ? and version = ?");

    private final JdbcClient jdbc;
    private final Tracer tracer;
    private final EventLogNotifier notifier;

    ChangeWriter(JdbcClient jdbc, Tracer tracer, EventLogNotifier notifier) {
        this.jdbc = jdbc;
        this.tracer = tracer;
        this.notifier = notifier;
    }

    /** The statement that appends to the log only if the statement on the product changed its row. */
    private static String withLogEntry(String productStatement) {
        return """
                with kept as (%s returning id)
                insert into product_event (event_id, product_id, version, type, occurred_at, actor,
                    changed_fields, previous_price, details, created_at, trace_parent)
                select ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ? from kept
                """.formatted(productStatement);
    }

    /**
     * Writes a change.
     *
     * @return false when the product no longer has the version before the change; nothing is written then
     * @throws org.springframework.dao.DuplicateKeyException when the log already has a change with this version of the
     *     product, or another product has the stock keeping unit
     */
    boolean write(ProductChange change) {
        return switch (change.type()) {
            case CREATED -> insert(change, Objects.requireNonNull(change.after()));
            case UPDATED -> update(change, Objects.requireNonNull(change.after()));
            case DELETED -> execute(DELETE, List.of(change.productId(), change.version() - 1), change, null);
        };
    }

    private boolean insert(ProductChange creation, Product product) {
        String details = DetailsJson.write(product.details());
        List<Object> parameters = List.of(
                product.id(),
                product.details().sku(),
                product.version(),
                details,
                product.createdAt().atOffset(ZoneOffset.UTC),
                product.updatedAt().atOffset(ZoneOffset.UTC));
        return execute(INSERT, parameters, creation, details);
    }

    private boolean update(ProductChange change, Product product) {
        String details = DetailsJson.write(product.details());
        List<Object> parameters = List.of(
                product.details().sku(),
                product.version(),
                details,
                product.updatedAt().atOffset(ZoneOffset.UTC),
                product.id(),
                product.version() - 1);
        return execute(UPDATE, parameters, change, details);
    }

    /**
     * @param productParameters the parameters of the statement on the product
     * @param details the product's details as JSON; null for a deletion
     */
    private boolean execute(
            String statement, List<?> productParameters, ProductChange change, @Nullable String details) {
        Product after = change.after();
        List<@Nullable Object> parameters = new ArrayList<>(productParameters);
        parameters.add(change.eventId());
        parameters.add(change.productId());
        parameters.add(change.version());
        parameters.add(change.type().name());
        parameters.add(change.occurredAt().atOffset(ZoneOffset.UTC));
        parameters.add(change.actor());
        parameters.add(change.changedFields().toArray(String[]::new));
        parameters.add(DetailsJson.writePrice(change.previousPrice()));
        parameters.add(details);
        parameters.add(after == null ? null : after.createdAt().atOffset(ZoneOffset.UTC));
        parameters.add(traceParent());
        boolean written = jdbc.sql(statement).params(parameters).update() == 1;
        if (written) {
            notifier.notifyAfterCommit();
        }
        return written;
    }

    private @Nullable String traceParent() {
        Span span = tracer.currentSpan();
        if (span == null) {
            return null;
        }
        var context = span.context();
        String sampled = Boolean.TRUE.equals(context.sampled()) ? "01" : "00";
        return "00-" + context.traceId() + "-" + context.spanId() + "-" + sampled;
    }
}
