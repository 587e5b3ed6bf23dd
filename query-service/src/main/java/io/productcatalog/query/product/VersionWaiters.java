package io.productcatalog.query.product;

import io.productcatalog.query.invalidation.InvalidationListener;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.springframework.context.SmartLifecycle;
import reactor.core.publisher.Mono;

/**
 * The requests that wait until the read model holds a version of a product (read-your-writes). An invalidation wakes
 * them to read again. Nothing is polled while invalidations arrive.
 */
class VersionWaiters implements InvalidationListener, SmartLifecycle {

    /** The number of requests that may wait at the same time. Any other request reads once and does not wait. */
    static final int MAX_WAITERS = 1000;

    private final Map<UUID, Set<VersionWaiter>> waiters = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(MAX_WAITERS);
    private volatile boolean stopped;

    /**
     * Reads at once, again whenever the read model may have reached the version, and a last time when the limit is
     * over. A read that has begun is not cut off by the limit.
     *
     * @param read empty while the read model is below the version; its failure ends the wait
     * @return empty when the version was not reached within the limit; also, without a wait, when too many requests
     *     wait or the service stops
     */
    <T> Mono<T> await(UUID product, long version, Duration limit, Mono<T> read) {
        return Mono.defer(() -> {
            if (limit.isZero() || stopped || !places.tryAcquire()) {
                return read;
            }
            VersionWaiter waiter = new VersionWaiter(version, System.nanoTime() + limit.toNanos(), () -> stopped);
            add(product, waiter);
            return waiter.reading(read).doFinally(_ -> remove(product, waiter));
        });
    }

    @Override
    public void stored(UUID product, long version) {
        for (VersionWaiter waiter : waiters.getOrDefault(product, Set.of())) {
            if (version >= waiter.version()) {
                waiter.wake();
            }
        }
    }

    @Override
    public void missed(boolean connected) {
        wakeAll();
    }

    private void wakeAll() {
        waiters.values().forEach(ofOneProduct -> ofOneProduct.forEach(VersionWaiter::wake));
    }

    int count() {
        return MAX_WAITERS - places.availablePermits();
    }

    @Override
    public void start() {
        stopped = false;
    }

    /** Lets all waiting requests read a last time. */
    @Override
    public void stop() {
        stopped = true;
        wakeAll();
    }

    @Override
    public boolean isRunning() {
        return !stopped;
    }

    /**
     * Stops after the drain, during which requests may still wait, and before the web server waits for open requests.
     */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 768;
    }

    private void add(UUID product, VersionWaiter waiter) {
        waiters.compute(product, (_, others) -> {
            Set<VersionWaiter> all = others == null ? ConcurrentHashMap.newKeySet() : others;
            all.add(waiter);
            return all;
        });
    }

    private void remove(UUID product, VersionWaiter waiter) {
        waiters.computeIfPresent(product, (_, all) -> {
            all.remove(waiter);
            return all.isEmpty() ? null : all;
        });
        places.release();
    }
}
