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
import java.time.ZoneOffset;
import java.util.List;
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
 * Keeps the state and appends the event in one statement.
 *
 * <p>A change reads the product, and then writes only where the version is still the one it read; when somebody else was faster it
 * begins anew. So whoever writes a version has read the one before after its commit, and gets a higher transaction id: the
 * log's commit order is version order.
 */
@Repository
class JdbcProductStore implements ProductStore {

    private static final String SELECT = "select id, version, details, created_at, updated_at from product ";

    private static final String INSERT = EventLogWriter.appending(
            "insert into product (id, sku, version, details, created_at, updated_at) values (?, ?, ?, ?::jsonb, ?, ?)");

    private static final String UPDATE =
            EventLogWriter.appending("update product set sku = ?, version = ?, details = ?::jsonb, updated_at = ?"
                    + " where id = ? and version = ?");

    private static final String DELETE = EventLogWriter.appending("delete from product where id = ? and version = ?");

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final EventLogWriter log;
    private final EventLogReader history;
    private final IdempotencyKeyTable keys;
    private final StripedLock turns = new StripedLock();

    JdbcProductStore(
            JdbcClient jdbc, TransactionOperations transactions, EventLogWriter log, IdempotencyKeyTable keys) {
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
        return keep(creation).orElseThrow();
    }

    /**
     * Who waits for another use of the key may have its transaction id by then. No order depends on it: a creation is
     * its product's first event, and nobody changes a product that is not committed.
     */
    @Override
    public Decision createOnce(ProductChange creation, IdempotencyKey key) {
        return turns.inTurn(
                key,
                () -> Objects.requireNonNull(
                        transactions.execute(transaction -> createOnce(creation, key, transaction))));
    }

    private Decision createOnce(ProductChange creation, IdempotencyKey key, TransactionStatus transaction) {
        if (!keys.claim(key, creation.productId())) {
            return new Decision.Accepted(history.creation(keys.product(key)));
        }
        Decision decision = create(creation);
        if (decision instanceof Decision.Refused) {
            transaction.setRollbackOnly();
        }
        return decision;
    }

    @Override
    public Decision change(UUID id, Function<Product, Decision> decision) {
        return turns.inTurn(id, () -> {
            long end = System.nanoTime() + PATIENCE.toNanos();
            do {
                Optional<Decision> carriedOut = attempt(id, decision);
                if (carriedOut.isPresent()) {
                    return carriedOut.get();
                }
            } while (System.nanoTime() - end < 0);
            throw new CannotAcquireLockException("Too many changes of one product at once");
        });
    }

    /** Empty when somebody else, in another replica, was faster. */
    private Optional<Decision> attempt(UUID id, Function<Product, Decision> decision) {
        Optional<Product> current = find(id);
        if (current.isEmpty()) {
            return Optional.of(new Decision.Refused(new Refusal.NotFound()));
        }
        return switch (decision.apply(current.get())) {
            case Decision.Accepted(var change) -> keep(change);
            case Decision.Unchanged unchanged -> Optional.of(unchanged);
            case Decision.Refused refused -> Optional.of(refused);
        };
    }

    /** Empty when the product no longer has the version before. */
    private Optional<Decision> keep(ProductChange change) {
        try {
            boolean kept =
                    switch (change.type()) {
                        case CREATED -> insert(change, Objects.requireNonNull(change.after()));
                        case UPDATED -> update(change, Objects.requireNonNull(change.after()));
                        case DELETED -> log.append(DELETE, List.of(change.productId(), change.version() - 1), change);
                    };
            return kept ? Optional.of(new Decision.Accepted(change)) : Optional.empty();
        } catch (DuplicateKeyException e) {
            if (!String.valueOf(e.getMessage()).contains("product_sku_unique")) {
                throw e;
            }
            String sku = Objects.requireNonNull(change.after()).details().sku();
            return Optional.of(new Decision.Refused(new Refusal.DuplicateSku(sku)));
        }
    }

    private boolean insert(ProductChange creation, Product product) {
        List<Object> state = List.of(
                product.id(),
                product.details().sku(),
                product.version(),
                DetailsJson.write(product.details()),
                product.createdAt().atOffset(ZoneOffset.UTC),
                product.updatedAt().atOffset(ZoneOffset.UTC));
        return log.append(INSERT, state, creation);
    }

    private boolean update(ProductChange change, Product product) {
        List<Object> state = List.of(
                product.details().sku(),
                product.version(),
                DetailsJson.write(product.details()),
                product.updatedAt().atOffset(ZoneOffset.UTC),
                product.id(),
                product.version() - 1);
        return log.append(UPDATE, state, change);
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
