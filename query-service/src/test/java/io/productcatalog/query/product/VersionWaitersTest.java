package io.productcatalog.query.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/** Guarantee 6 without a database: no wake-up is lost, nothing is polled, and every waiter is removed. */
class VersionWaitersTest {

    private static final Duration LONG_WAIT = Duration.ofSeconds(30);

    private final UUID product = UUID.randomUUID();
    private final VersionWaiters waiters = new VersionWaiters();
    private final AtomicInteger reads = new AtomicInteger();
    private final List<String> answers = new ArrayList<>();
    private volatile boolean stored;

    @Test
    void nothingIsReadBetweenTheFirstReadAndTheInvalidation() {
        waitFor(5, LONG_WAIT);
        waiters.stored(UUID.randomUUID(), 9);
        waiters.stored(product, 4);
        await().during(Duration.ofMillis(700)).until(() -> reads.get() == 1);

        stored = true;
        waiters.stored(product, 6);

        assertThat(answers).containsExactly("document", "end");
        assertThat(reads).hasValue(2);
        assertThat(waiters.count()).isZero();
    }

    @Test
    void anInvalidationDuringAReadIsNotLost() {
        Sinks.One<String> slow = Sinks.one();
        Mono<String> read = Mono.defer(() -> reads.incrementAndGet() == 1 ? slow.asMono() : Mono.just("document"));
        waiters.await(product, 5, LONG_WAIT, read).subscribe(answers::add);

        waiters.stored(product, 5);
        assertThat(answers).isEmpty();
        slow.tryEmitEmpty();

        assertThat(answers).containsExactly("document");
    }

    @Test
    void whenInvalidationsMayBeLostEveryWaiterReadsAgain() {
        waitFor(5, LONG_WAIT);
        waiters.missed(true);
        assertThat(reads).hasValue(2);

        stored = true;
        waiters.missed(true);
        assertThat(answers).containsExactly("document", "end");
    }

    @Test
    void aWaiterReadsALastTimeAtItsLimit() {
        Mono<String> read = Mono.defer(() -> reads.incrementAndGet() == 1 ? Mono.empty() : Mono.just("document"));

        assertThat(waiters.await(product, 5, Duration.ofMillis(300), read).block())
                .isEqualTo("document");
        assertThat(reads).hasValue(2);
    }

    @Test
    void aRequestWithoutAWaitReadsOnce() {
        waitFor(5, Duration.ZERO);

        assertThat(answers).containsExactly("end");
        assertThat(reads).hasValue(1);
    }

    @Test
    void aClientThatLeavesIsRemoved() {
        Disposable waiting = waitFor(5, LONG_WAIT);
        assertThat(waiters.count()).isEqualTo(1);

        waiting.dispose();

        assertThat(waiters.count()).isZero();
        waiters.stored(product, 5);
        assertThat(reads).hasValue(1);
    }

    @Test
    void aRequestAboveTheMaximumReadsOnceAndDoesNotWait() {
        for (int i = 0; i < VersionWaiters.MAX_WAITERS; i++) {
            waitFor(5, LONG_WAIT);
        }
        assertThat(answers).isEmpty();

        waitFor(5, LONG_WAIT);
        assertThat(answers).containsExactly("end");

        stored = true;
        waitFor(5, LONG_WAIT);
        assertThat(answers).containsExactly("end", "document", "end");
    }

    @Test
    void aStopEndsEveryWaitAfterALastRead() {
        waitFor(5, LONG_WAIT);
        stored = true;
        waiters.stop();
        assertThat(answers).containsExactly("document", "end");

        stored = false;
        waitFor(5, LONG_WAIT);
        assertThat(answers).containsExactly("document", "end", "end");
        assertThat(waiters.count()).isZero();
    }

    private Disposable waitFor(long version, Duration limit) {
        Mono<String> read = Mono.defer(() -> {
            reads.incrementAndGet();
            return stored ? Mono.just("document") : Mono.empty();
        });
        return waiters.await(product, version, limit, read)
                .subscribe(answers::add, failure -> answers.add(failure.toString()), () -> answers.add("end"));
    }
}
