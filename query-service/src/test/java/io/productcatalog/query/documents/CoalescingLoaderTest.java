package io.productcatalog.query.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.scheduler.VirtualTimeScheduler;

class CoalescingLoaderTest {

    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final List<StoredProduct> DOCUMENTS = IntStream.range(0, 5)
            .mapToObj(number -> new StoredProduct(id(number), 1, Optional.empty()))
            .toList();

    /** The queries in their order. The test completes each of them. */
    private final List<Query> queries = new CopyOnWriteArrayList<>();

    private final VirtualTimeScheduler time = VirtualTimeScheduler.getOrSet();

    private final CoalescingLoader loader = new CoalescingLoader(
            ids -> {
                Query query = new Query(ids, Sinks.one());
                queries.add(query);
                return query.answer.asMono();
            },
            LIMIT,
            () -> time.now(TimeUnit.NANOSECONDS));

    @AfterEach
    void restoreTheClock() {
        VirtualTimeScheduler.reset();
    }

    @Test
    void aSingleLoadDoesNotWait() {
        CompletableFuture<StoredProduct> one = load(1);

        assertThat(queries).hasSize(1);
        queries.getFirst().found(1);
        assertThat(one).isCompletedWithValue(document(1));
    }

    @Test
    void loadsThatArriveWhileAQueryRunsAreCoalescedIntoTheNextOne() {
        load(1);
        List<CompletableFuture<StoredProduct>> later =
                IntStream.of(3, 4, 3).mapToObj(this::load).toList();
        assertThat(queries).hasSize(1);

        queries.getFirst().found(1);

        assertThat(queries).hasSize(2);
        assertThat(queries.get(1).ids).containsExactly(id(3), id(4));
        queries.get(1).found(3, 4);
        assertThat(later.get(0)).isCompletedWithValue(document(3));
        assertThat(later.get(1)).isCompletedWithValue(document(4));
        assertThat(later.get(2)).isCompletedWithValue(document(3));
    }

    @Test
    void theSizeOfABatchIsLimited() {
        load(1);
        LongStream.range(3, 300).forEach(number -> load((int) number));

        queries.getFirst().found(1);

        assertThat(queries.get(1).ids).hasSize(200);
        queries.get(1).foundAll();
        assertThat(queries.get(2).ids).hasSize(97);
    }

    @Test
    void aQueryThatHangsDelaysTheOtherLoadsUntilItIsLate() {
        load(1);
        CompletableFuture<StoredProduct> waiting = load(2);
        time.advanceTimeBy(CoalescingLoader.LATE.minusNanos(1));
        assertThat(queries).hasSize(1);

        time.advanceTimeBy(Duration.ofNanos(1));

        assertThat(queries).hasSize(2);
        queries.get(1).found(2);
        assertThat(waiting).isCompletedWithValue(document(2));
        CompletableFuture<StoredProduct> next = load(3);
        queries.get(2).found(3);
        assertThat(next).isCompletedWithValue(document(3));
    }

    @Test
    void atMostTwoQueriesRun() {
        loadBesideALateQuery(1, 2);
        load(3);
        time.advanceTimeBy(CoalescingLoader.LATE.multipliedBy(3));

        assertThat(queries).hasSize(2);
    }

    @Test
    void productsThatAreTooLargeForOneQueryAreLoadedByTheNextOnes() {
        load(1);
        List<CompletableFuture<StoredProduct>> large =
                IntStream.of(3, 4, 3).mapToObj(this::load).toList();
        queries.getFirst().found(1);

        queries.get(1).found(3);
        assertThat(large.get(0)).isCompletedWithValue(document(3));
        assertThat(large.get(1)).isNotDone();
        assertThat(large.get(2)).isCompletedWithValue(document(3));

        assertThat(queries.get(2).ids).containsExactly(id(4));
        queries.get(2).found(4);
        assertThat(large.get(1)).isCompletedWithValue(document(4));
    }

    @Test
    void aFailedQueryFailsItsOwnBatchOnly() {
        CompletableFuture<StoredProduct> failed = load(1);
        time.advanceTimeBy(CoalescingLoader.LATE);
        CompletableFuture<StoredProduct> other = load(2);
        CompletableFuture<StoredProduct> later = load(3);

        queries.getFirst().answer.tryEmitError(new IllegalStateException("broken"));
        assertThat(failed).isCompletedExceptionally();
        queries.get(1).found(2);
        queries.get(2).found(3);
        assertThat(other).isCompletedWithValue(document(2));
        assertThat(later).isCompletedWithValue(document(3));
    }

    @Test
    void aLoadWithoutASubscriberStartsNoQuery() {
        Mono<StoredProduct> notSubscribed = loader.load(id(1));

        assertThat(notSubscribed).isNotNull();
        assertThat(queries).isEmpty();
    }

    @Test
    void theTimeLimitOfALoadIncludesItsWait() {
        loadBesideALateQuery(1, 2);
        time.advanceTimeBy(Duration.ofMillis(1));
        CompletableFuture<StoredProduct> waiting = load(3);

        time.advanceTimeBy(LIMIT.minusMillis(1));
        assertThat(queries).hasSize(3);
        assertThat(waiting).isNotDone();
        time.advanceTimeBy(Duration.ofMillis(1));
        assertThat(waiting).failsWithin(Duration.ZERO).withThrowableThat().withCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void aLoadWithTimeLeftIsRetriedWhenItsBatchEndsAtTheDeadlineOfAnOlderLoad() {
        loadBesideALateQuery(1, 2);
        CompletableFuture<StoredProduct> old = load(3);
        time.advanceTimeBy(LIMIT.multipliedBy(3).dividedBy(4));
        CompletableFuture<StoredProduct> young = load(4);
        queries.getFirst().found(1);
        assertThat(queries.get(2).ids).containsExactly(id(3), id(4));

        time.advanceTimeBy(LIMIT.dividedBy(4));
        assertThat(old).failsWithin(Duration.ZERO).withThrowableThat().withCauseInstanceOf(TimeoutException.class);
        assertThat(queries.getLast().ids).containsExactly(id(4));
        queries.getLast().found(4);
        assertThat(young).isCompletedWithValue(document(4));
    }

    private void loadBesideALateQuery(int late, int number) {
        load(late);
        time.advanceTimeBy(CoalescingLoader.LATE);
        load(number);
        assertThat(queries).hasSize(2);
    }

    private CompletableFuture<StoredProduct> load(int number) {
        return loader.load(id(number)).toFuture();
    }

    private static UUID id(int number) {
        return new UUID(0, number);
    }

    private static StoredProduct document(int number) {
        return DOCUMENTS.get(number);
    }

    private record Query(List<UUID> ids, Sinks.One<List<StoredProduct>> answer) {

        void foundAll() {
            answer.tryEmitValue(ids.stream()
                    .map(id -> new StoredProduct(id, 0, Optional.empty()))
                    .toList());
        }

        void found(int... numbers) {
            answer.tryEmitValue(IntStream.of(numbers)
                    .mapToObj(CoalescingLoaderTest::document)
                    .toList());
        }
    }
}
