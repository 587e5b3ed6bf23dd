package io.productcatalog.command.store;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.dao.CannotAcquireLockException;

/**
 * Lets the changes of one product, and the uses of one idempotency key, wait for each other before they take a
 * connection. Otherwise a few that wait for a busy one would hold all connections, and nothing else could be changed.
 * Between replicas the database decides.
 */
final class StripedLock {

    private static final int STRIPES = 1_024;
    private static final long PATIENCE_SECONDS = 5;

    private final Semaphore[] stripes =
            Stream.generate(() -> new Semaphore(1, true)).limit(STRIPES).toArray(Semaphore[]::new);

    /** @throws CannotAcquireLockException when it is not the caller's turn within five seconds */
    <T> T inTurn(Object productOrKey, Supplier<T> work) {
        Semaphore stripe = stripes[Math.floorMod(productOrKey.hashCode(), STRIPES)];
        try {
            if (!stripe.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
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
