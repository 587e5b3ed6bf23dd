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

/** Guarantee 6 without its parts: no wake-up is lost, nothing is polled, nobody is left behind. */
class VersionWaitersTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    private final UUID product = UUID.randomUUID();
    private final VersionWaiters waits = new VersionWaiters();
    private final AtomicInteger reads = new AtomicInteger();
    private final List<String> answers = new ArrayList<>();
    private volatile boolean there;

    @Test
    void nothingIsReadBetweenTheFirstLookAndTheAnnouncement() {
        waitFor(5, LONG);
        waits.stored(UUID.randomUUID(), 9);
        waits.stored(product, 4);
        await().during(Duration.ofMillis(700)).until(() -> reads.get() == 1);

        there = true;
        waits.stored(product, 6);

        assertThat(answers).containsExactly("document", "end");
        assertThat(reads).hasValue(2);
        assertThat(waits.waiting()).isZero();
    }

    @Test
    void whatIsAnnouncedWhileItReadsIsNotLost() {
        Sinks.One<String> slow = Sinks.one();
        Mono<String> read = Mono.defer(() -> reads.incrementAndGet() == 1 ? slow.asMono() : Mono.just("document"));
        waits.until(product, 5, LONG, read).subscribe(answers::add);

        waits.stored(product, 5);
        assertThat(answers).isEmpty();
        slow.tryEmitEmpty();

        assertThat(answers).containsExactly("document");
    }

    @Test
    void whenSomethingMayHaveBeenMissedEveryoneReadsAgain() {
        waitFor(5, LONG);
        waits.missed(true);
        assertThat(reads).hasValue(2);

        there = true;
        waits.missed(true);
        assertThat(answers).containsExactly("document", "end");
    }

    @Test
    void atTheEndOfTheLimitItReadsALastTime() {
        Mono<String> read = Mono.defer(() -> reads.incrementAndGet() == 1 ? Mono.empty() : Mono.just("document"));

        assertThat(waits.until(product, 5, Duration.ofMillis(300), read).block())
                .isEqualTo("document");
        assertThat(reads).hasValue(2);
    }

    @Test
    void withoutAWaitItReadsOnce() {
        waitFor(5, Duration.ZERO);

        assertThat(answers).containsExactly("end");
        assertThat(reads).hasValue(1);
    }

    @Test
    void aClientThatGoesLeavesNobodyBehind() {
        Disposable waiting = waitFor(5, LONG);
        assertThat(waits.waiting()).isEqualTo(1);

        waiting.dispose();

        assertThat(waits.waiting()).isZero();
        waits.stored(product, 5);
        assertThat(reads).hasValue(1);
    }

    @Test
    void oneMoreThanThePlacesReadsOnceAndIsAnswered() {
        for (int i = 0; i < VersionWaiters.PLACES; i++) {
            waitFor(5, LONG);
        }
        assertThat(answers).isEmpty();

        waitFor(5, LONG);
        assertThat(answers).containsExactly("end");

        there = true;
        waitFor(5, LONG);
        assertThat(answers).containsExactly("end", "document", "end");
    }

    @Test
    void theStopOfTheServiceEndsEveryWaitAfterALastLook() {
        waitFor(5, LONG);
        there = true;
        waits.stop();
        assertThat(answers).containsExactly("document", "end");

        there = false;
        waitFor(5, LONG);
        assertThat(answers).containsExactly("document", "end", "end");
        assertThat(waits.waiting()).isZero();
    }

    private Disposable waitFor(long version, Duration limit) {
        Mono<String> read = Mono.defer(() -> {
            reads.incrementAndGet();
            return there ? Mono.just("document") : Mono.empty();
        });
        return waits.until(product, version, limit, read)
                .subscribe(answers::add, failure -> answers.add(failure.toString()), () -> answers.add("end"));
    }
}
