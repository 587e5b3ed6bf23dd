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
 * Requests that wait until the read model holds a version of a product. What the projections of all replicas announce
 * wakes them to read again; while the announcements arrive nothing is polled.
 */
public class VersionWaiters implements InvalidationListener, SmartLifecycle {

    /** How many requests wait at the same time; any more read once and do not wait. */
    static final int PLACES = 1000;

    private final Map<UUID, Set<VersionWaiter>> waits = new ConcurrentHashMap<>();
    private final Semaphore places = new Semaphore(PLACES);
    private volatile boolean ended;

    /**
     * Reads at once, again whenever the read model may have reached the version, and a last time when the limit is over.
     * A read that has begun is not cut off by the limit.
     *
     * @param read empty while the read model is below the version; a failure of it ends the wait
     * @return empty when it was not reached within the limit; also, without waiting, when there is no place left or the
     *     service stops
     */
    public <T> Mono<T> until(UUID product, long version, Duration limit, Mono<T> read) {
        return Mono.defer(() -> {
            if (limit.isZero() || ended || !places.tryAcquire()) {
                return read;
            }
            VersionWaiter wait = new VersionWaiter(version, System.nanoTime() + limit.toNanos(), () -> ended);
            enter(product, wait);
            return wait.reading(read).doFinally(_ -> leave(product, wait));
        });
    }

    @Override
    public void stored(UUID product, long version) {
        for (VersionWaiter wait : waits.getOrDefault(product, Set.of())) {
            if (version >= wait.version()) {
                wait.wake();
            }
        }
    }

    @Override
    public void missed(boolean listening) {
        wakeAll();
    }

    private void wakeAll() {
        waits.values().forEach(ofOneProduct -> ofOneProduct.forEach(VersionWaiter::wake));
    }

    int waiting() {
        return PLACES - places.availablePermits();
    }

    @Override
    public void start() {
        ended = false;
    }

    /** Whoever waits reads a last time and is answered. */
    @Override
    public void stop() {
        ended = true;
        wakeAll();
    }

    @Override
    public boolean isRunning() {
        return !ended;
    }

    /** Ends after the drain, during which requests may wait as ever, and before the web server waits for them. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 768;
    }

    private void enter(UUID product, VersionWaiter wait) {
        waits.compute(product, (_, others) -> {
            Set<VersionWaiter> all = others == null ? ConcurrentHashMap.newKeySet() : others;
            all.add(wait);
            return all;
        });
    }

    private void leave(UUID product, VersionWaiter wait) {
        waits.computeIfPresent(product, (_, all) -> {
            all.remove(wait);
            return all.isEmpty() ? null : all;
        });
        places.release();
    }
}
