package io.productcatalog.query.documents;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * A loader that coalesces concurrent loads of single products into few queries. While a query is running, other loads
 * wait, and the next query takes all of them. Batches so grow with the load, and no load waits for a batch to fill. The
 * loads whose products were too large for the result of a query are taken by the next one.
 *
 * <p>While a query is late, one more may run beside it: a query that hangs does not delay every load. More queries at
 * the same time would only make the batches smaller.
 *
 * <p>A load ends within its time limit, the wait included: with a {@link TimeoutException} at the latest. It starts
 * when it is subscribed to.
 */
final class CoalescingLoader {

    private static final int MAX_BATCH = 200;
    private static final int MAX_QUERIES = 2;

    /** A query that takes longer than this is late. */
    static final Duration LATE = Duration.ofMillis(50);

    private final Function<List<UUID>, Mono<List<StoredProduct>>> query;
    private final Duration limit;
    private final Ticker clock;
    private final Deque<Load> waiting = new ConcurrentLinkedDeque<>();
    private final AtomicInteger queries = new AtomicInteger();

    /** The times at which the running queries started, the oldest first. */
    private final Queue<Long> starts = new ConcurrentLinkedQueue<>();

    /**
     * @param query finds the first of the products: all, or fewer if they are large
     */
    CoalescingLoader(Function<List<UUID>, Mono<List<StoredProduct>>> query, Duration limit, Ticker clock) {
        this.query = query;
        this.limit = limit;
        this.clock = clock;
    }

    /** The product; one that the read model does not hold has the version 0. */
    Mono<StoredProduct> load(UUID id) {
        return Mono.defer(() -> {
            Load load = new Load(id, new CompletableFuture<>(), clock.read() + limit.toNanos());
            waiting.add(load);
            next();
            return Mono.fromFuture(load.result, true);
        });
    }

    private void next() {
        while (!waiting.isEmpty() && acquireQuery()) {
            List<Load> batch = batch();
            if (batch.isEmpty()) {
                queries.decrementAndGet();
            } else {
                start(batch);
            }
        }
    }

    private boolean acquireQuery() {
        int running = queries.get();
        boolean allowed = running == 0 || (running < MAX_QUERIES && isLate());
        // If another thread has changed the number, it sees the waiting loads, too.
        return allowed && queries.compareAndSet(running, running + 1);
    }

    private boolean isLate() {
        Long oldest = starts.peek();
        return oldest != null && clock.read() - oldest >= LATE.toNanos();
    }

    /** The waiting loads, without those whose time is over. */
    private List<Load> batch() {
        List<Load> batch = new ArrayList<>();
        Load load;
        while (batch.size() < MAX_BATCH && (load = waiting.poll()) != null) {
            if (!load.failIfLate(clock.read())) {
                batch.add(load);
            }
        }
        return batch;
    }

    private void start(List<Load> batch) {
        long now = clock.read();
        starts.add(now);
        // The minimum, because a retried load is not always the oldest.
        long rest = batch.stream().mapToLong(load -> load.deadline - now).min().orElseThrow();
        Disposable late = Schedulers.parallel().schedule(this::next, LATE.toNanos(), TimeUnit.NANOSECONDS);
        Mono.defer(() -> query.apply(batch.stream().map(Load::id).distinct().toList()))
                .timeout(Duration.ofNanos(Math.max(1, rest)))
                .map(CoalescingLoader::byId)
                // Retried loads go to the front of the queue before the next query starts.
                .doOnNext(found -> retryOthers(batch, found))
                .doOnError(failure -> fail(batch, failure))
                .doOnTerminate(() -> {
                    late.dispose();
                    starts.remove(now);
                    queries.decrementAndGet();
                    next();
                })
                .subscribe(found -> complete(batch, found), _ -> {});
    }

    private static Map<UUID, StoredProduct> byId(List<StoredProduct> found) {
        return found.stream().collect(Collectors.toMap(StoredProduct::id, Function.identity()));
    }

    private void retryOthers(List<Load> batch, Map<UUID, StoredProduct> found) {
        for (Load load : batch.reversed()) {
            if (!found.containsKey(load.id)) {
                waiting.addFirst(load);
            }
        }
    }

    private static void complete(List<Load> batch, Map<UUID, StoredProduct> found) {
        for (Load load : batch) {
            StoredProduct product = found.get(load.id);
            if (product != null) {
                load.result.complete(product);
            }
        }
    }

    /**
     * A query has the time of its oldest load. When that is over, loads with at least half of their own time left are
     * retried.
     */
    private void fail(List<Load> batch, Throwable failure) {
        long half = clock.read() + limit.toNanos() / 2;
        for (Load load : batch.reversed()) {
            if (failure instanceof TimeoutException && load.deadline - half > 0) {
                waiting.addFirst(load);
            } else {
                load.result.completeExceptionally(failure);
            }
        }
    }

    private record Load(UUID id, CompletableFuture<StoredProduct> result, long deadline) {

        boolean failIfLate(long now) {
            boolean late = deadline - now <= 0;
            if (late) {
                result.completeExceptionally(new TimeoutException("The product was not loaded in time"));
            }
            return late;
        }
    }
}
