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

/** The table of idempotency keys, each with the product that it created. Expiry is by the database's clock. */
@Component
class IdempotencyKeyTable {

    private static final Logger log = LoggerFactory.getLogger(IdempotencyKeyTable.class);

    private static final String EXPIRED =
            "idempotency_key.created_at < now() - make_interval(secs => " + IdempotencyKey.RETENTION.toSeconds() + ")";

    /**
     * Limits each deleting transaction to some milliseconds: until it ends, no event of a later transaction settles.
     */
    private static final int DELETE_BATCH_SIZE = 5_000;

    private final JdbcClient jdbc;

    IdempotencyKeyTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Records the product that a key creates, if the key is unknown or expired. Waits for another transaction that
     * records the same key. The key is locked until the caller's transaction ends.
     *
     * @return false when the key has already created a product
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

    /** The id of the product that the key has created. */
    UUID product(IdempotencyKey key) {
        return jdbc.sql("select product_id from idempotency_key where actor = ? and key = ?")
                .params(key.actor(), key.text())
                .query(UUID.class)
                .single();
    }

    /** Deletes in batches, without the keys that another replica is deleting or a request is using. */
    @Scheduled(fixedDelay = 10, timeUnit = TimeUnit.SECONDS)
    void deleteExpired() {
        try {
            int deleted;
            do {
                deleted = jdbc.sql(
                                "delete from idempotency_key where ctid = any(array(select ctid from idempotency_key where "
                                        + EXPIRED + " limit ? for update skip locked))")
                        .param(DELETE_BATCH_SIZE)
                        .update();
            } while (deleted == DELETE_BATCH_SIZE);
        } catch (DataAccessException | TransactionException e) {
            log.debug("Expired idempotency keys could not be deleted; the next run tries again", e);
        }
    }
}
