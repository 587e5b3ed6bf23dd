package io.productcatalog.command.store;

import io.productcatalog.command.product.Decision;
import io.productcatalog.command.product.IdempotencyKey;
import io.productcatalog.command.product.Product;
import io.productcatalog.command.product.ProductChange;
import io.productcatalog.command.product.ProductStore;
import io.productcatalog.command.product.Refusal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The products in PostgreSQL, with optimistic locking.
 *
 * <p>A change reads the product, decides, and writes only if the product still has the version it read. Otherwise
 * another replica was faster, and the change reads the product again. A writer has therefore read the version before
 * its own after that version was committed, and gets a higher transaction id: the commit order of the log is the order
 * of versions.
 */
@Repository
class JdbcProductStore implements ProductStore {

    private static final String SELECT = "select id, version, details, created_at, updated_at from product ";

    /** How long a change is tried again while other replicas are faster. */
    private static final Duration CHANGE_TIMEOUT = Duration.ofSeconds(5);

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final ChangeWriter writer;
    private final EventLogReader log;
    private final IdempotencyKeyTable keys;
    private final StripedLock lock = new StripedLock();

    JdbcProductStore(
            JdbcClient jdbc, TransactionOperations transactions, ChangeWriter writer, IdempotencyKeyTable keys) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.writer = writer;
        this.log = new EventLogReader(jdbc);
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
        return write(creation).orElseThrow();
    }

    /**
     * A request that waits for another use of its key may already have its transaction id. No order depends on that id:
     * a creation is the first event of its product, and no request changes a product before its creation is committed.
     */
    @Override
    public Decision createOnce(ProductChange creation, IdempotencyKey key) {
        return lock.withLock(
                key,
                () -> Objects.requireNonNull(
                        transactions.execute(transaction -> createOnce(creation, key, transaction))));
    }

    private Decision createOnce(ProductChange creation, IdempotencyKey key, TransactionStatus transaction) {
        if (!keys.claim(key, creation.productId())) {
            return new Decision.Accepted(log.creation(keys.product(key)));
        }
        Decision decision = create(creation);
        if (decision instanceof Decision.Refused) {
            transaction.setRollbackOnly();
        }
        return decision;
    }

    @Override
    public Decision change(UUID id, Function<Product, Decision> decision) {
        return lock.withLock(id, () -> {
            long end = System.nanoTime() + CHANGE_TIMEOUT.toNanos();
            do {
                Optional<Decision> outcome = attempt(id, decision);
                if (outcome.isPresent()) {
                    return outcome.get();
                }
            } while (System.nanoTime() - end < 0);
            throw new CannotAcquireLockException("Too many changes of one product at once");
        });
    }

    /** Empty when another replica was faster. */
    private Optional<Decision> attempt(UUID id, Function<Product, Decision> decision) {
        Optional<Product> current = find(id);
        if (current.isEmpty()) {
            return Optional.of(new Decision.Refused(new Refusal.NotFound()));
        }
        return switch (decision.apply(current.get())) {
            case Decision.Accepted(var change) -> write(change);
            case Decision.Unchanged unchanged -> Optional.of(unchanged);
            case Decision.Refused refused -> Optional.of(refused);
        };
    }

    /** Empty when the product no longer has the version before the change. */
    private Optional<Decision> write(ProductChange change) {
        try {
            return writer.write(change) ? Optional.of(new Decision.Accepted(change)) : Optional.empty();
        } catch (DuplicateKeyException e) {
            if (!String.valueOf(e.getMessage()).contains("product_sku_unique")) {
                throw e;
            }
            String sku = Objects.requireNonNull(change.after()).details().sku();
            return Optional.of(new Decision.Refused(new Refusal.DuplicateSku(sku)));
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
