package io.productcatalog.command.store;

import io.productcatalog.command.product.IdempotencyKey;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The keys under which products were created, and which product each has made. By the database's clock. */
@Component
class IdempotencyKeyTable {

    private static final Logger log = LoggerFactory.getLogger(IdempotencyKeyTable.class);

    private static final String EXPIRED =
            "idempotency_key.created_at < now() - make_interval(secs => " + IdempotencyKey.REMEMBERED.toSeconds() + ")";

    /** Deleted at most in one transaction, which takes some milliseconds: meanwhile the relay stands still. */
    private static final int PORTION = 5_000;

    private final JdbcClient jdbc;

    IdempotencyKeyTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Gives a key that is unknown or expired to a product. Waits for another transaction that does the same. The key is
     * held as it is until the caller's transaction ends.
     *
     * @return false when the key has made a product already
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public boolean claim(IdempotencyKey key, UUID product) {
        return jdbc.sql("insert into idempotency_key (actor, key, product_id) values (?, ?, ?)"
                                + " on conflict (actor, key) do update"
                                + " set product_id = excluded.product_id, created_at = excluded.created_at where "
                                + EXPIRED)
                        .params(key.actor(), key.text(), product)
                        .update()
                == 1;
    }

    /** The product that a key has made. */
    UUID product(IdempotencyKey key) {
        return jdbc.sql("select product_id from idempotency_key where actor = ? and key = ?")
                .params(key.actor(), key.text())
                .query(UUID.class)
                .single();
    }

    /** Each replica takes a portion that no other is about to delete and no client is about to use again. */
    @Scheduled(fixedDelay = 10, timeUnit = TimeUnit.SECONDS)
    void forgetExpired() {
        try {
            int deleted;
            do {
                deleted = jdbc.sql(
                                "delete from idempotency_key where ctid = any(array(select ctid from idempotency_key where "
                                        + EXPIRED + " limit ? for update skip locked))")
                        .param(PORTION)
                        .update();
            } while (deleted == PORTION);
        } catch (DataAccessException | TransactionException e) {
            log.debug("The expired idempotency keys could not be deleted and will be later", e);
        }
    }
}
