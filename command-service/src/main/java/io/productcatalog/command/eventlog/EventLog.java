package io.productcatalog.command.eventlog;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.productcatalog.command.product.Product;
import io.productcatalog.command.product.ProductChange;
import java.sql.Types;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Appends changes. What is appended is published once the transaction has committed, and never before. */
@Component
public class EventLog {

    private final JdbcClient jdbc;
    private final Tracer tracer;
    private final LogSignal signal;

    EventLog(JdbcClient jdbc, Tracer tracer, LogSignal signal) {
        this.jdbc = jdbc;
        this.tracer = tracer;
        this.signal = signal;
    }

    /**
     * Appends a change in the caller's transaction.
     *
     * @throws org.springframework.transaction.IllegalTransactionStateException without a transaction
     * @throws org.springframework.dao.DuplicateKeyException when the product has a change of this version already
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public void append(ProductChange change) {
        Product after = change.after();
        jdbc.sql("""
                        insert into product_event (event_id, product_id, version, type, occurred_at, actor,
                            changed_fields, previous_price, details, created_at, trace_parent)
                        values (:eventId, :productId, :version, :type, :occurredAt, :actor,
                            :changedFields, :previousPrice::jsonb, :details::jsonb, :createdAt, :traceParent)""")
                .param("eventId", change.eventId())
                .param("productId", change.productId())
                .param("version", change.version())
                .param("type", change.type().name())
                .param("occurredAt", change.occurredAt().atOffset(ZoneOffset.UTC))
                .param("actor", change.actor())
                .param("changedFields", change.changedFields().toArray(String[]::new), Types.ARRAY)
                .param("previousPrice", DetailsJson.writePrice(change.previousPrice()))
                .param("details", after == null ? null : DetailsJson.write(after.details()))
                .param("createdAt", after == null ? null : after.createdAt().atOffset(ZoneOffset.UTC))
                .param("traceParent", traceParent())
                .update();
        signal.afterCommit();
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
