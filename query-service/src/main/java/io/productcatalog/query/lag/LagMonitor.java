package io.productcatalog.query.lag;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * The monitor of the lag. Once a second it compares the end offsets of the topic with the offsets of the read model.
 * While Kafka or the database does not answer, the lag grows by one second each second: an unknown lag is not reported
 * as small.
 */
class LagMonitor implements Lag, HealthIndicator, SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(LagMonitor.class);
    private static final Duration OBSERVATION_INTERVAL = Duration.ofSeconds(1);
    private static final Duration OBSERVATION_TIMEOUT = Duration.ofSeconds(2);

    /** With more dead letters in its first pass over the topic, a new read model does not become ready. */
    private static final long MAX_DEAD_LETTERS = 10;

    private static final int OBSERVATIONS_PER_MINUTE = 60;

    private final TopicEndOffsets topicEndOffsets;
    private final ProjectedOffsets projectedOffsets;
    private final Clock clock;
    private final LagTracker tracker;
    private final List<EndOffsetsListener> listeners;
    private volatile Snapshot snapshot = new Snapshot(Duration.ZERO, "0", 0);
    private volatile boolean ready;
    private volatile boolean refused;
    private int refusals;
    private volatile boolean lagKnown = true;
    private Disposable observation = Disposables.disposed();

    LagMonitor(
            TopicEndOffsets topicEndOffsets,
            ProjectedOffsets projectedOffsets,
            Clock clock,
            List<EndOffsetsListener> listeners) {
        this.topicEndOffsets = topicEndOffsets;
        this.projectedOffsets = projectedOffsets;
        this.clock = clock;
        this.tracker = new LagTracker(clock.instant());
        this.listeners = listeners;
    }

    @Override
    public String seconds() {
        return snapshot.header();
    }

    double lagSeconds() {
        return snapshot.lag().toMillis() / 1000.0;
    }

    long lagRecords() {
        return snapshot.records();
    }

    /** Whether the read model has caught up, and is not used because its first pass made too many dead letters. */
    boolean isRefused() {
        return refused;
    }

    /**
     * Out of service until this generation of the read model has caught up once, with at most 10 dead letters. After
     * that it stays up, whatever the lag.
     */
    @Override
    public Health health() {
        return ready ? Health.up().build() : Health.outOfService().build();
    }

    @Override
    public void start() {
        observation = Flux.interval(Duration.ZERO, OBSERVATION_INTERVAL, Schedulers.parallel())
                .onBackpressureDrop()
                .concatMap(_ -> observe(), 1)
                .subscribe();
    }

    @Override
    public void stop() {
        observation.dispose();
    }

    @Override
    public boolean isRunning() {
        return !observation.isDisposed();
    }

    /** Stops after the web server. */
    @Override
    public int getPhase() {
        return DEFAULT_PHASE - 4096;
    }

    private Mono<Void> observe() {
        return checkCaughtUpBefore()
                .then(topicEndOffsets.read())
                .doOnNext(ends -> listeners.forEach(listener -> listener.observed(ends)))
                // After the end offsets, so that a lag of zero means that the read model has reached them.
                .flatMap(ends ->
                        projectedOffsets.nextOffsets().doOnNext(next -> tracker.observe(clock.instant(), ends, next)))
                .then(Mono.defer(this::checkCaughtUp))
                .timeout(OBSERVATION_TIMEOUT)
                .doOnSuccess(_ -> logChange(null))
                .onErrorResume(failure -> {
                    logChange(failure);
                    return Mono.empty();
                })
                .doFinally(_ -> publish());
    }

    /** A read model that has caught up before is ready also while Kafka does not answer. */
    private Mono<Void> checkCaughtUpBefore() {
        return ready
                ? Mono.empty()
                : projectedOffsets.hasCaughtUp().doOnNext(this::setReady).then();
    }

    private Mono<Void> checkCaughtUp() {
        return ready || !tracker.caughtUp()
                ? Mono.empty()
                : projectedOffsets
                        .recordCaughtUp(MAX_DEAD_LETTERS)
                        .flatMap(accepted -> accepted
                                ? Mono.fromRunnable(() -> setReady(true))
                                : projectedOffsets
                                        .deadLetters()
                                        .doOnNext(this::refuse)
                                        .then());
    }

    private void refuse(long deadLetters) {
        refused = true;
        if (refusals++ % OBSERVATIONS_PER_MINUTE == 0) {
            log.warn(
                    "Not ready for traffic: the read model has caught up with the topic, but {} records became dead"
                            + " letters, more than {}. Products are missing",
                    deadLetters,
                    MAX_DEAD_LETTERS);
        }
    }

    private void setReady(boolean caughtUp) {
        if (caughtUp) {
            ready = true;
            refused = false;
            log.info("Ready for traffic: the read model has caught up with the topic once");
        }
    }

    private void logChange(@Nullable Throwable failure) {
        if (failure != null && lagKnown) {
            log.warn("The lag is unknown, Kafka or the read database does not answer: {}", failure.toString());
        } else if (failure == null && !lagKnown) {
            log.info("The lag is known again");
        }
        lagKnown = failure == null;
    }

    private void publish() {
        Instant now = clock.instant();
        Duration lag = tracker.lag(now);
        snapshot = new Snapshot(lag, Long.toString(lag.toSeconds()), tracker.records());
    }

    private record Snapshot(Duration lag, String header, long records) {}
}
