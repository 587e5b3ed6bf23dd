package io.productcatalog.command.product.store;

import io.productcatalog.command.eventlog.DetailsJson;
import io.productcatalog.command.eventlog.EventLog;
import io.productcatalog.command.product.Decision;
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
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Keeps the state and appends the event in one transaction.
 *
 * <p>The first statement of a change takes the row's lock, and the transaction has no id before it has the lock. So of
 * two changes to one product the later one also has the higher transaction id: commit order is version order.
 */
@Repository
class JdbcProductStore implements ProductStore {

    private static final String SELECT = "select id, version, details, created_at, updated_at from product ";

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final EventLog log;

    JdbcProductStore(JdbcClient jdbc, TransactionOperations transactions, EventLog log) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.log = log;
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

    @Override
    public Decision change(UUID id, Function<Product, Decision> decision) {
        return inTransaction(transaction -> {
            Optional<Product> current = lock(id);
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

    private Optional<Product> lock(UUID id) {
        return jdbc.sql(SELECT + "where id = ? for update")
                .param(id)
                .query(JdbcProductStore::product)
                .optional();
    }

    private Decision keep(ProductChange change, TransactionStatus transaction) {
        try {
            switch (change.type()) {
                case CREATED -> insert(Objects.requireNonNull(change.after()));
                case UPDATED -> update(Objects.requireNonNull(change.after()));
                case DELETED -> delete(change.productId());
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
        jdbc.sql("update product set sku = ?, version = ?, details = ?::jsonb, updated_at = ? where id = ?")
                .params(
                        product.details().sku(),
                        product.version(),
                        DetailsJson.write(product.details()),
                        product.updatedAt().atOffset(ZoneOffset.UTC),
                        product.id())
                .update();
    }

    private void delete(UUID id) {
        jdbc.sql("delete from product where id = ?").param(id).update();
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
