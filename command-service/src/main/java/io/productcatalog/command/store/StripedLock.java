package io.productcatalog.command.store;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.dao.CannotAcquireLockException;

/**
 * A striped lock: it lets the changes of one product, and the uses of one idempotency key, wait for each other before
 * they take a database connection. Otherwise the requests that wait for one busy product could hold all connections,
 * and no other product could be changed. Between replicas the database decides.
 */
final class StripedLock {

    private static final int STRIPES = 1_024;
    private static final long ACQUIRE_TIMEOUT_SECONDS = 5;

    private final Semaphore[] stripes =
            Stream.generate(() -> new Semaphore(1, true)).limit(STRIPES).toArray(Semaphore[]::new);

    /**
     * Runs the work while it holds the lock of the key.
     *
     * @throws CannotAcquireLockException when the lock is not free within five seconds
     */
    <T> T withLock(Object key, Supplier<T> work) {
        Semaphore stripe = stripes[Math.floorMod(key.hashCode(), STRIPES)];
        try {
            if (!stripe.tryAcquire(ACQUIRE_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new CannotAcquireLockException("Too many changes of one product, or uses of one key, at once");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CannotAcquireLockException("Interrupted while waiting to change a product", e);
        }
        try {
            return work.get();
        } finally {
            stripe.release();
        }
    }
}
