package io.productcatalog.command.store;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.productcatalog.command.product.Product;
import io.productcatalog.command.product.ProductChange;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Appends changes, each in one statement with what keeps its product's state: both become durable or neither. What is appended
 * is published once that is committed, and never before.
 */
@Component
public class EventLogWriter {

    private final JdbcClient jdbc;
    private final Tracer tracer;
    private final EventLogNotifier signal;

    EventLogWriter(JdbcClient jdbc, Tracer tracer, EventLogNotifier signal) {
        this.jdbc = jdbc;
        this.tracer = tracer;
        this.signal = signal;
    }

    /**
     * The statement that appends a change.
     *
     * @param state keeps the product's state; a statement that changes one row, or none when the change comes too late
     */
    public static String appending(String state) {
        return """
                with kept as (%s returning id)
                insert into product_event (event_id, product_id, version, type, occurred_at, actor,
                    changed_fields, previous_price, details, created_at, trace_parent)
                select ?, ?, ?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ? from kept
                """.formatted(state);
    }

    /**
     * Appends a change.
     *
     * @param statement made by {@link #appending}
     * @param state the parameters of the statement that keeps the state
     * @return false when that changed no row; nothing is appended then
     * @throws org.springframework.dao.DuplicateKeyException when the product has a change of this version already, or the
     *     state cannot be kept for another's sake
     */
    public boolean append(String statement, List<?> state, ProductChange change) {
        Product after = change.after();
        List<@Nullable Object> parameters = new ArrayList<>(state);
        parameters.add(change.eventId());
        parameters.add(change.productId());
        parameters.add(change.version());
        parameters.add(change.type().name());
        parameters.add(change.occurredAt().atOffset(ZoneOffset.UTC));
        parameters.add(change.actor());
        parameters.add(change.changedFields().toArray(String[]::new));
        parameters.add(DetailsJson.writePrice(change.previousPrice()));
        parameters.add(after == null ? null : DetailsJson.write(after.details()));
        parameters.add(after == null ? null : after.createdAt().atOffset(ZoneOffset.UTC));
        parameters.add(traceParent());
        boolean appended = jdbc.sql(statement).params(parameters).update() == 1;
        if (appended) {
            signal.afterCommit();
        }
        return appended;
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
