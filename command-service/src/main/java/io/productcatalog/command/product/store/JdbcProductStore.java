package io.productcatalog.command.product.store;

import io.productcatalog.command.eventlog.DetailsJson;
import io.productcatalog.command.eventlog.EventLog;
import io.productcatalog.command.eventlog.EventLogReader;
import io.productcatalog.command.product.Decision;
import io.productcatalog.command.product.IdempotencyKey;
import io.productcatalog.command.product.Product;
import io.productcatalog.command.product.ProductChange;
import io.productcatalog.command.product.ProductStore;
import io.productcatalog.command.product.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Keeps the state and appends the event in one transaction.
 *
 * <p>A change first takes the product's advisory lock, which gives the transaction no id, and gets its id with the first
 * write. So of two changes to one product the later one also has the higher id, and the log's commit order is version
 * order. A row lock would not do: a transaction that waits for one may have got its id before.
 */
@Repository
class JdbcProductStore implements ProductStore {

    private static final String SELECT = "select id, version, details, created_at, updated_at from product ";

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final EventLog log;
    private final EventLogReader history;
    private final IdempotencyKeys keys;
    private final Turns turns = new Turns();

    JdbcProductStore(JdbcClient jdbc, TransactionOperations transactions, EventLog log, IdempotencyKeys keys) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.log = log;
        this.history = new EventLogReader(jdbc);
        this.keys = keys;
    }

    @Override
    public Optional<Product> find(UUID id) {
        return jdbc.sql(SELECT + "where id = ?")
                .param(id)
                .query(JdbcProductStore::product)
                .optional();
    }

    @Override
    public Optional<Product> findBySku(String sku) {
        return jdbc.sql(SELECT + "where sku = ?")
                .param(sku)
                .query(JdbcProductStore::product)
                .optional();
    }

    @Override
    public Decision create(ProductChange creation) {
        return inTransaction(transaction -> keep(creation, transaction));
    }

    /**
     * Who waits for another use of the key may have its transaction id by then. No order depends on it: a creation is
     * its product's first event, and nobody changes a product that is not committed.
     */
    @Override
    public Decision createOnce(ProductChange creation, IdempotencyKey key) {
        return turns.inTurn(
                key,
                () -> inTransaction(transaction -> keys.claim(key, creation.productId())
                        ? keep(creation, transaction)
                        : new Decision.Accepted(history.creation(keys.product(key)))));
    }

    @Override
    public Decision change(UUID id, Function<Product, Decision> decision) {
        return turns.inTurn(id, () -> changeInTransaction(id, decision));
    }

    private Decision changeInTransaction(UUID id, Function<Product, Decision> decision) {
        return inTransaction(transaction -> {
            lock(id);
            Optional<Product> current = find(id);
            if (current.isEmpty()) {
                return new Decision.Refused(new Refusal.NotFound());
            }
            return switch (decision.apply(current.get())) {
                case Decision.Accepted(var change) -> keep(change, transaction);
                case Decision.Unchanged unchanged -> unchanged;
                case Decision.Refused refused -> refused;
            };
        });
    }

    private Decision inTransaction(TransactionCallback<Decision> work) {
        return Objects.requireNonNull(transactions.execute(work));
    }

    /** Held until the transaction ends. */
    private void lock(UUID id) {
        jdbc.sql("select pg_advisory_xact_lock(?)")
                .param(id.getLeastSignificantBits())
                .query((row, number) -> id)
                .single();
    }

    private Decision keep(ProductChange change, TransactionStatus transaction) {
        try {
            switch (change.type()) {
                case CREATED -> insert(Objects.requireNonNull(change.after()));
                case UPDATED -> update(Objects.requireNonNull(change.after()));
                case DELETED -> delete(change.productId(), change.version());
            }
        } catch (DuplicateKeyException e) {
            if (!String.valueOf(e.getMessage()).contains("product_sku_unique")) {
                throw e;
            }
            transaction.setRollbackOnly();
            String sku = Objects.requireNonNull(change.after()).details().sku();
            return new Decision.Refused(new Refusal.DuplicateSku(sku));
        }
        log.append(change);
        return new Decision.Accepted(change);
    }

    private void insert(Product product) {
        jdbc.sql("insert into product (id, sku, version, details, created_at, updated_at)"
                        + " values (?, ?, ?, ?::jsonb, ?, ?)")
                .params(
                        product.id(),
                        product.details().sku(),
                        product.version(),
                        DetailsJson.write(product.details()),
                        product.createdAt().atOffset(ZoneOffset.UTC),
                        product.updatedAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    private void update(Product product) {
        int updated = jdbc.sql("update product set sku = ?, version = ?, details = ?::jsonb, updated_at = ?"
                        + " where id = ? and version = ?")
                .params(
                        product.details().sku(),
                        product.version(),
                        DetailsJson.write(product.details()),
                        product.updatedAt().atOffset(ZoneOffset.UTC),
                        product.id(),
                        product.version() - 1)
                .update();
        mustBeOne(updated);
    }

    private void delete(UUID id, long version) {
        mustBeOne(jdbc.sql("delete from product where id = ? and version = ?")
                .params(id, version - 1)
                .update());
    }

    /** Somebody who does not take the lock was faster; the transaction ends without effect. */
    private static void mustBeOne(int rows) {
        if (rows != 1) {
            throw new OptimisticLockingFailureException("The product was changed past its lock");
        }
    }

    private static Product product(ResultSet row, int number) throws SQLException {
        return new Product(
                row.getObject("id", UUID.class),
                row.getLong("version"),
                DetailsJson.read(row.getString("details")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                row.getObject("updated_at", OffsetDateTime.class).toInstant());
    }
}
