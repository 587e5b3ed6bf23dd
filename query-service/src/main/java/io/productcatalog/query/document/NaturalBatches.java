package io.productcatalog.query.document;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

/**
 * Loads products one by one with few queries: while some are on their way all other loads wait, and the next query takes them together. So
 * batches grow with the load and nobody waits for one to fill.
 *
 * <p>A load ends within its limit, the wait included, with a {@link TimeoutException} at the latest. It is not begun before it is asked for.
 */
final class NaturalBatches {

    private static final int MAX_BATCH = 200;

    private final Function<Collection<UUID>, Mono<List<Document>>> query;
    private final Duration limit;
    private final int maxQueries;
    private final Queue<Load> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger queries = new AtomicInteger();

    /**
     * @param query those of the products that there are
     * @param maxQueries at the same time
     */
    NaturalBatches(Function<Collection<UUID>, Mono<List<Document>>> query, int maxQueries, Duration limit) {
        this.query = query;
        this.maxQueries = maxQueries;
        this.limit = limit;
    }

    Mono<Document> load(UUID id) {
        return Mono.create(sink -> {
            waiting.add(new Load(id, sink, System.nanoTime() + limit.toNanos()));
            next();
        });
    }

    private void next() {
        while (!waiting.isEmpty() && enter()) {
            List<Load> batch = new ArrayList<>();
            for (Load load = waiting.poll(); load != null; load = batch.size() < MAX_BATCH ? waiting.poll() : null) {
                batch.add(load);
            }
            if (batch.isEmpty()) {
                queries.decrementAndGet();
            } else {
                start(batch);
            }
        }
    }

    private boolean enter() {
        int now = queries.getAndUpdate(running -> Math.min(maxQueries, running + 1));
        return now < maxQueries;
    }

    private void start(List<Load> batch) {
        Duration rest = Duration.ofNanos(Math.max(1, batch.getFirst().deadline - System.nanoTime()));
        Mono.defer(() -> query.apply(batch.stream().map(Load::id).distinct().toList()))
                .timeout(rest)
                .doOnTerminate(() -> {
                    queries.decrementAndGet();
                    next();
                })
                .subscribe(
                        found -> {
                            Map<UUID, Document> byId =
                                    found.stream().collect(Collectors.toMap(Document::id, Function.identity()));
                            batch.forEach(load -> load.end(byId.get(load.id)));
                        },
                        failure -> batch.forEach(load -> load.sink.error(failure)));
    }

    private record Load(UUID id, MonoSink<Document> sink, long deadline) {

        void end(@Nullable Document document) {
            if (document == null) {
                sink.success();
            } else {
                sink.success(document);
            }
        }
    }
}
