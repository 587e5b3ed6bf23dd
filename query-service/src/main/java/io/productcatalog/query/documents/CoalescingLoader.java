package io.productcatalog.query.documents;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * A loader that coalesces concurrent loads of single products into few queries. While the maximum number of queries is
 * running, other loads wait, and the next query takes all of them. Batches so grow with the load, and no load waits for
 * a batch to fill.
 *
 * <p>A load ends within its time limit, the wait included: with a {@link TimeoutException} at the latest. It starts
 * when it is subscribed to.
 */
final class CoalescingLoader {

    private static final int MAX_BATCH = 200;

    private final Function<Collection<UUID>, Mono<List<StoredProduct>>> query;
    private final Duration limit;
    private final int maxQueries;
    private final Ticker clock;
    private final Deque<Load> waiting = new ConcurrentLinkedDeque<>();
    private final AtomicInteger queries = new AtomicInteger();

    /**
     * @param query finds those of the products that exist
     * @param maxQueries the number of queries that may run at the same time
     */
    CoalescingLoader(
            Function<Collection<UUID>, Mono<List<StoredProduct>>> query, int maxQueries, Duration limit, Ticker clock) {
        this.query = query;
        this.maxQueries = maxQueries;
        this.limit = limit;
        this.clock = clock;
    }

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
        return queries.getAndUpdate(running -> Math.min(maxQueries, running + 1)) < maxQueries;
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
        // The minimum, because a retried load is not always the oldest.
        long rest = batch.stream().mapToLong(load -> load.deadline - now).min().orElseThrow();
        Mono.defer(() -> query.apply(batch.stream().map(Load::id).distinct().toList()))
                .timeout(Duration.ofNanos(Math.max(1, rest)))
                // Retried loads go to the front of the queue before the next query starts.
                .doOnError(failure -> fail(batch, failure))
                .doOnTerminate(() -> {
                    queries.decrementAndGet();
                    next();
                })
                .subscribe(found -> complete(batch, found), _ -> {});
    }

    private static void complete(List<Load> batch, List<StoredProduct> found) {
        Map<UUID, StoredProduct> byId =
                found.stream().collect(Collectors.toMap(StoredProduct::id, Function.identity()));
        batch.forEach(load -> load.result.complete(byId.get(load.id)));
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

    private record Load(UUID id, CompletableFuture<@Nullable StoredProduct> result, long deadline) {

        boolean failIfLate(long now) {
            boolean late = deadline - now <= 0;
            if (late) {
                result.completeExceptionally(new TimeoutException("The product was not loaded in time"));
            }
            return late;
        }
    }
}
